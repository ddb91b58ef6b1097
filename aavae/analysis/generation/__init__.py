"""Densities of latents, walks through them, and how good samples are: numbers from arrays."""
