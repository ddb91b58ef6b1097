"""What the pages that measure say of how their numbers are computed again, a module for each page."""
