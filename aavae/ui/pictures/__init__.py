"""Pictures on pages, and where visitors take them from."""
