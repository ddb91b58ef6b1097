"""The lesson: seven steps, in each of which the reader guesses before the result is shown."""
