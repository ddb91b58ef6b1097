"""What models make of augmented and distorted images."""
