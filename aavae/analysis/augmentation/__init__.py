"""Effects of augmentations: numbers from arrays."""
