"""What is known of the one who reads: the language."""
