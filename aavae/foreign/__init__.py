"""Models that were trained elsewhere: their files are read without trust, and become runs."""
