"""Representations and latents from inside: numbers from arrays."""
