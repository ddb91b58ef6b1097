"""What components of our own are made with."""
