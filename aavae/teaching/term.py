"""A term of the glossary."""

from collections.abc import Sequence
from typing import NamedTuple


class Source(NamedTuple):
    """Where a term comes from.

    Attributes:
        title: authors and year, as papers are cited.
        url: of the paper; empty where it has no page that stays.
    """

    title: str
    url: str = ""


class Term(NamedTuple):
    """A word that pages use and not everybody knows.

    Attributes:
        title: the word; English, marked for translation, as all texts here.
        group: the key of one of the glossary's groups.
        sentence: what it means, in one sentence of plain words.
        text: more about it, and what this app does with it; Markdown, in which `(term:NAME)` links terms.
        see: names of terms that belong to it.
        places: names of parts of the app that show it.
        sources: papers.
    """

    title: str
    group: str
    sentence: str
    text: str
    see: Sequence[str] = ()
    places: Sequence[str] = ()
    sources: Sequence[Source] = ()
