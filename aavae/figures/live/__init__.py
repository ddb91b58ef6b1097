"""Curves of runs that train."""
