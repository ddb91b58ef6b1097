"""Where images lie on a map, and who their neighbours are."""
