"""The page of runs and jobs."""
