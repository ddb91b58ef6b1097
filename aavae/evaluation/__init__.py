"""Analyses of a run on a data set, cached on disk: run + images -> representations -> numbers."""
