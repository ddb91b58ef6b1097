"""The studies page, and what it shares with the results page: names of rows, tables, downloads."""
