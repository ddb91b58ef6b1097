"""What pages say: notices, and what stands where something is still to come."""
