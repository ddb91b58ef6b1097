"""Numbers from representations: arrays in, named results out, knowing nothing of runs, files or models."""
