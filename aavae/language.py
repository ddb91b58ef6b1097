"""The language of what people read: the code says it in English, catalogs say it in other languages.

A text is written where it is used, as `_("…")`, whole sentences with their values by name:
`_("{count} images").format(count=…)`. Catalogs are gettext's.
"""

import functools
import gettext as library
from collections.abc import Callable
from pathlib import Path

ENGLISH = "en"
_FOLDER = Path(__file__).with_name("locale")
_DOMAIN = "aavae"


def _use_english() -> str:
    return ENGLISH


_find_language: list[Callable[[], str]] = [_use_english]


def follow(find_language: Callable[[], str]) -> None:
    """Have another function say what language the present thread's reader wants; until then it is English.

    Args:
        find_language: returns a code like "de"; without a catalog for it the texts are English.
    """
    _find_language[0] = find_language


def _(text: str) -> str:
    """A text in the reader's language."""
    return _load(_find_language[0]()).gettext(text)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of a text that goes with a number, in the reader's language."""
    return _load(_find_language[0]()).ngettext(singular, plural, number)


def N_(text: str) -> str:  # noqa: N802  the name that gettext's tools look for
    """Mark a text that is translated later, where it is shown: by `_` of what this returns."""
    return text


@functools.cache
def _load(language: str) -> library.NullTranslations:
    if language == ENGLISH:
        return library.NullTranslations()
    return library.translation(_DOMAIN, _FOLDER, [language], fallback=True)
