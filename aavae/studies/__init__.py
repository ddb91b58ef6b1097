"""Studies: grids of training runs that answer a question, and the tables they make."""
