"""Terms in a text: each becomes a link to the glossary that says in a sentence what it means."""

import re

from aavae.language import _
from aavae.teaching.glossary import GLOSSARY

PAGE = "glossary"
"""The page's address: relative, so it holds under any base path."""
_MARK = re.compile(r"\]\(term:([a-z0-9-]+)\)")
_MARKED = re.compile(r"\[([^][]*)\]\(term:[a-z0-9-]+\)")


def explain(text: str) -> str:
    """A Markdown text whose marked terms explain themselves.

    A term is marked as `[a linear classifier](term:linear-probe)`: any words, and the term's name in
    `aavae.teaching.glossary`. Its sentence is the link's title, which browsers show without any script;
    `term_tips` shows it to keyboards and fingers as well. The link opens a tab, so that nothing on the page
    is lost.

    Args:
        text: in the reader's language.

    Raises:
        KeyError: there is no such term.
    """
    return _MARK.sub(_link, text)


def leave_unexplained(text: str) -> str:
    """The same text without marks, for where no link can be: a title, a label, a student's phone."""
    return _MARKED.sub(r"\1", text)


def _link(mark: re.Match[str]) -> str:
    name = mark[1]
    sentence = _(GLOSSARY[name].sentence).replace("\\", "\\\\").replace('"', '\\"')
    return f']({PAGE}?term={name} "{sentence}")'
