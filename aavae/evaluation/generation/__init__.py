"""What a decoder makes of latents that come from no image."""
