"""Training: a loop that yields an epoch's metrics at a time, and its exact state."""
