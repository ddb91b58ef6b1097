"""Background work: a queue on disk whose jobs outlive the browser tab and the app.

A job is one command line of `python -m aavae`, run by one of two engines: a child process of this machine, or
Slurm. Whoever looks at the queue, from whichever process, sees the same.
"""
