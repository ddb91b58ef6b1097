"""The networks: encoder, decoder and heads; images are normalised, shape (N, 3, H, W)."""
