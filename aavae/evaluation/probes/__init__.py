"""What a linear classifier, or the nearest neighbours, make of frozen representations."""
