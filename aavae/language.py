"""The language of what people read: the code says it in English, catalogs say it in other languages.

A text is written where it is used, as `_("…")`, whole sentences with their values by name:
`_("{count} images").format(count=…)`. Catalogs are gettext's, and docs/translating.md says how they are made.
"""

import functools
import gettext as library
import os
from collections.abc import Callable
from pathlib import Path

ENGLISH = "en"
LANGUAGE_VARIABLE = "AAVAE_LANGUAGE"
"""Environment variable: the language of a process that has no reader of its own, such as a job."""
LOCALE_VARIABLE = "AAVAE_LOCALE"
"""Environment variable: a folder of catalogs that is read in place of the product's own, to try some."""
_FOLDER = Path(os.environ.get(LOCALE_VARIABLE) or Path(__file__).with_name("locale"))
_DOMAIN = "aavae"


def _use_environment() -> str:
    return os.environ.get(LANGUAGE_VARIABLE) or ENGLISH


_find_language: list[Callable[[], str]] = [_use_environment]


def follow(find_language: Callable[[], str]) -> None:
    """Have another function say what language the present thread's reader wants.

    Until then it is that of the environment variable AAVAE_LANGUAGE, else English.

    Args:
        find_language: returns a code like "de"; without a catalog for it the texts are English.
    """
    _find_language[0] = find_language


def get_language() -> str:
    """Code of the language of the present thread's reader, like "de"."""
    return _find_language[0]()


@functools.cache
def list_languages() -> dict[str, str]:
    """Codes of the languages that can be chosen, English first, and what each calls itself."""
    codes = sorted(path.parents[1].name for path in _FOLDER.glob(f"*/LC_MESSAGES/{_DOMAIN}.mo"))
    return {ENGLISH: "English"} | {code: _load(code).gettext(N_("English")) for code in codes}


def _(text: str) -> str:
    """A text in the reader's language."""
    # Of the empty text gettext knows the header of its catalog.
    return _load(get_language()).gettext(text) if text else text


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of a text that goes with a number, in the reader's language."""
    return _load(get_language()).ngettext(singular, plural, number)


def pgettext(context: str, text: str) -> str:
    """A text in the reader's language, where the English alone does not say which of two words it is.

    Args:
        context: says it, to translators alone, like "verb".
        text: in English.
    """
    return _load(get_language()).pgettext(context, text)


def N_(text: str) -> str:  # noqa: N802  the name that gettext's tools look for
    """Mark a text that is translated later, where it is shown: by `_` of what this returns."""
    return text


@functools.cache
def _load(language: str) -> library.NullTranslations:
    if language == ENGLISH:
        return library.NullTranslations()
    return library.translation(_DOMAIN, _FOLDER, [language], fallback=True)
