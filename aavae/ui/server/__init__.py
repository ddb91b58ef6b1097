"""The server: how it starts, what it imports and serves, and what it keeps in memory."""
