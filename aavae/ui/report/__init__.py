"""What is on screen as a file: a report that opens anywhere, a notebook that computes it again."""
