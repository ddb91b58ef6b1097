"""How alike pairs of views are: numbers from arrays."""
