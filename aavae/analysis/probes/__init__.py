"""Probes of representations: numbers from arrays."""
