"""What representations and latents are like inside."""
