"""A comment `<!-- NAME: WORDS -->`, alone on a line, gives its place to what is written at build time.

On the forge, which shows the page as it lies, the comment is not to be seen.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from sphinx.application import Sphinx


class Written(NamedTuple):
    """What stands where the comment was.

    Attributes:
        markdown: it.
        files: what it was made from; the page is made again when one of them changes.
    """

    markdown: str
    files: Iterable[str | Path]


def fill_comments(app: Sphinx, name: str, write: Callable[[str], Written]) -> None:
    """Have the comments of a name replaced.

    Args:
        app: Sphinx.
        name: the word before the colon.
        write: called with the words after it.
    """
    comment = re.compile(rf"^<!-- {name}: (.+) -->$", re.MULTILINE)

    def fill(app: Sphinx, docname: str, source: list[str]) -> None:
        def replace(found: re.Match[str]) -> str:
            written = write(found[1])
            for file in written.files:
                app.env.note_dependency(str(file), docname=docname)
            return written.markdown

        source[0] = comment.sub(replace, source[0])

    app.connect("source-read", fill)
