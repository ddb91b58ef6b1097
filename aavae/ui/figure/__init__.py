"""A figure with what can be saved of it."""
