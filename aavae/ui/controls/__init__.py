"""What pages choose models and images by, and the links that hold a choice."""
