"""What an analysis warns of, as one line on standard error."""

import contextlib
import warnings
from collections.abc import Iterator
from typing import TextIO

from aavae.commands.output import print_note
from aavae.errors import ConvergenceWarning


@contextlib.contextmanager
def print_notices() -> Iterator[None]:
    """Print each of our own warnings as a sentence, once, without a file and a line of the program.

    All others are shown as Python shows them.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("always", ConvergenceWarning)
        show_as_python = warnings.showwarning
        printed: set[str] = set()

        def show(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            if not issubclass(category, ConvergenceWarning):
                show_as_python(message, category, filename, lineno, file, line)
            elif str(message) not in printed:
                printed.add(str(message))
                print_note(str(message))

        warnings.showwarning = show
        yield
