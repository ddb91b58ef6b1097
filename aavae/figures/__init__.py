"""Figures: numbers in, a Plotly figure out."""
