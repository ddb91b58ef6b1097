"""What a run will take in time, memory and disk."""
