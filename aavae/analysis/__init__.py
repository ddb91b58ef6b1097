"""The analyses: numbers in, numbers out; they know of no run, file or page."""
