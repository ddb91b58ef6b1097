"""Background work: child processes that outlive a browser tab, and a training outlives the app too."""
