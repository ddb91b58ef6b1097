"""The page of runs that went wrong on purpose: what was changed, the curve that gives it away, what to do."""
