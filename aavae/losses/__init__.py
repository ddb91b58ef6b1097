"""The losses. Reductions live here and nowhere else: sums over pixels and latents, means over images."""
