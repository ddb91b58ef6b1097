"""Sentences that are kept in files or handed on in English, and shown in the language of who reads them.

What an import finds is written beside the images and read by others later, so it cannot be kept in the
language of whoever started it. Such a sentence is its English text to whatever handles texts, and carries
what it was made of: `show_text` says it in the reader's language.
"""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Self

from pydantic import PlainSerializer, PlainValidator

from aavae.formatting import format_count, format_measure
from aavae.language import _, ngettext

Value = str | int | float | tuple[str, ...]
"""What stands in a place of a sentence: a name or a sentence, a count, a measure, or several names."""
_MOST_NESTED = 8
_PLACE = re.compile(r"\{(\w+)(?:![rs])?(?::[^{}]*)?\}")


class KeptText(str):
    """A sentence in English that other languages can say, too: equal to its English text, and kept as that.

    Attributes:
        forms: the template, or those for one and for several.
        number: which of the two forms it is; None where there is one.
        values: what stands in the template's places.
    """

    __slots__ = ("forms", "number", "values")
    forms: tuple[str, ...]
    number: int | None
    values: Mapping[str, Value]

    def __new__(cls, forms: tuple[str, ...], number: int | None, values: Mapping[str, Value]) -> Self:
        """Makes the English text.

        Raises:
            KeyError: the template has a place for which there is no value.
        """
        template = forms[0] if number in (None, 1) else forms[-1]
        kept = super().__new__(cls, _fill(template, values, _measure_in_english, str))
        kept.forms, kept.number, kept.values = forms, number, values
        return kept

    def __getnewargs__(self) -> Any:
        """For pickle: processes that decode hand such sentences on."""
        return self.forms, self.number, self.values

    def __getstate__(self) -> None:
        """For pickle: all of it is in the arguments."""


def _measure_in_english(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:,g}"


def kept_text(template: str, **values: Value) -> KeptText:
    """A sentence to keep, as `_(template).format(**values)` says it now.

    Args:
        template: in English, written out, so that it is found for translation.
        **values: numbers are written with their thousands apart; tuples are lists.
    """
    return KeptText((template,), None, values)


def kept_ntext(singular: str, plural: str, number: int, **values: Value) -> KeptText:
    """A sentence to keep in the form that goes with a number."""
    return KeptText((singular, plural), number, values)


def show_text(text: str) -> str:
    """A kept sentence in the reader's language; any other text, too, where it is one that the code marks."""
    if not isinstance(text, KeptText):
        return _(text) if text else text
    template = (
        _(text.forms[0]) if text.number is None else ngettext(text.forms[0], text.forms[-1], text.number)
    )
    return _fill(template, text.values, _measure, _show_value)


def _measure(number: float) -> str:
    return format_count(number) if isinstance(number, int) else format_measure(number)


def _show_value(text: str) -> str:
    # A name of a file or a class stays as it is, whatever it says.
    return show_text(text) if isinstance(text, KeptText) else text


def _fill(
    template: str, values: Mapping[str, Value], measure: Callable[[float], str], show: Callable[[str], str]
) -> str:
    return template.format(**{name: _Place(value, measure, show) for name, value in values.items()})


class _Place:
    """A value in a template: text where its format says nothing else."""

    def __init__(self, value: Value, measure: Callable[[float], str], show: Callable[[str], str]) -> None:
        self._value = value
        self._measure = measure
        self._show = show

    def __format__(self, form: str) -> str:
        return format(self._value, form) if form else str(self)

    def __repr__(self) -> str:
        return repr(self._value)

    def __str__(self) -> str:
        if isinstance(self._value, tuple):
            return ", ".join(map(self._show, self._value))
        if isinstance(self._value, str):
            return self._show(self._value)
        return self._measure(self._value)


def _to_plain(text: Value) -> Any:
    if isinstance(text, tuple):
        return list(map(_to_plain, text))
    if not isinstance(text, KeptText):
        return text
    values = {name: _to_plain(value) for name, value in text.values.items()}
    plain: dict[str, Any] = {"forms": list(text.forms), "values": values}
    return plain if text.number is None else plain | {"number": text.number}


def _read_text(plain: object) -> str:
    text = _read_value(plain, _MOST_NESTED)
    if not isinstance(text, str):
        raise ValueError("expected a text")
    return text


def _read_value(plain: object, depth: int) -> Value:
    if isinstance(plain, KeptText) or (isinstance(plain, str | int | float) and not isinstance(plain, bool)):
        return plain
    if isinstance(plain, list) and depth:
        texts = [_read_value(each, depth - 1) for each in plain]
        return tuple(str(text) if not isinstance(text, str) else text for text in texts)
    match plain:
        case {"forms": [*forms], "values": {**values}, **rest} if depth:
            number = rest.get("number")
            texts = tuple(
                form for form in forms if isinstance(form, str) and not _PLACE.sub("", form).count("{")
            )
            if texts and len(texts) == len(forms) and (number is None or isinstance(number, int)):
                read = {str(name): _read_value(value, depth - 1) for name, value in values.items()}
                try:
                    return KeptText(texts, number, read)
                except (LookupError, TypeError, ValueError) as error:
                    raise ValueError("expected a value for each place of the text") from error
        case _:
            pass
    raise ValueError("expected a text")


Text = Annotated[
    str, PlainValidator(_read_text), PlainSerializer(_to_plain, when_used="json", return_type=Any)
]
"""A field of a model whose file keeps such a sentence, or a plain one; in Python it is English text."""
