"""Figures: records in, a Plotly figure out.

Each `plot_X` takes what it draws first, as a record or a list of them, then what its axes are called, then,
by name, how it looks. `tabulate_X` makes rows of the same records for the figure's CSV, by their headings.
"""
