"""The one exception that wrong input raises, and the one warning that an analysis gives."""


class UserError(Exception):
    """Wrong input: the message is one sentence that says what was wrong and what to do.

    The command line prints it and exits with status 2; the app shows it inline. Nothing else in the
    package catches it.
    """


class ConvergenceWarning(UserWarning):
    """An optimisation was stopped before it was done: what it found is near the solution, and not it.

    The message is one sentence, which the command line prints.
    """
