"""Figures of the generation lab."""
