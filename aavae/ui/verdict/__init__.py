"""Is a model learning, or has it collapsed? A sentence beside each model, on whichever page shows it."""
