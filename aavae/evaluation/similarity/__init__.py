"""How alike two augmented views of one image are, against views of different images."""
