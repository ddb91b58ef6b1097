"""Runs on disk. The run directory is the truth: the app and the trainer talk through it alone."""
