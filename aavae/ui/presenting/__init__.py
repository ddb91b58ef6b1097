"""Showing the app to a room: large type, few controls, keys and a pointer; and the way back to the lesson."""
