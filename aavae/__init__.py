"""AAVAE Explorer: see, on real models, why an Augmentation-Augmented VAE learns better features."""

from aavae.library_caches import settle_library_caches

settle_library_caches()
