"""The one exception that wrong input raises."""


class UserError(Exception):
    """Wrong input: the message is one sentence that says what was wrong and what to do.

    The command line prints it and exits with status 2; the app shows it inline. Nothing else in the
    package catches it.
    """
