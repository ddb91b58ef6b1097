"""AAVAE Explorer: see, on real models, why an Augmentation-Augmented VAE learns better features."""
