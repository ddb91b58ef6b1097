"""Figures of the augmentation lab."""
