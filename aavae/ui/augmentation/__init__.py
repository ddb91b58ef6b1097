"""The augmentation lab."""
