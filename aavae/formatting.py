"""Counts, durations and sizes as people read them."""

from collections.abc import Sequence

from aavae.language import _, get_language

_RANGE_UNITS = (("second", 1, 100), ("minute", 60, 100), ("hour", 3_600, 50))
"""Units of a range, their seconds, and how many of them are said before the next unit is."""
_LONGEST_UNIT = ("day", 86_400)
_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")


_SEPARATORS = {"en": ","}
"""Between thousands; elsewhere a narrow space, as ISO 80000-1 has it: a comma is read as a decimal sign."""
NARROW_SPACE = "\u202f"


def format_count(number: float) -> str:
    """Format a whole number with its thousands apart: `45,000`, and `45 000` in other languages."""
    return f"{number:,.0f}".replace(",", _SEPARATORS.get(get_language(), NARROW_SPACE))


def format_measure(number: float) -> str:
    """Format a number to six digits with its thousands apart: `2,998` and `0.25`, and `2 998`."""
    return f"{number:,g}".replace(",", _SEPARATORS.get(get_language(), NARROW_SPACE))


def format_list(names: Sequence[str]) -> str:
    """Format names as a list in a sentence: `one`, `one and two`, `one, two and three`.

    Args:
        names: at least one.
    """
    *first, last = names
    return _("{first} and {last}").format(first=", ".join(first), last=last) if first else last


def format_duration(seconds: float) -> str:
    """Format a duration in its two largest units: `45 s`, `2 min 05 s`, `1 h 05 min`, `12 days 3 h`."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes == 0:
        return f"{rest} s"
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours < 24:
        return f"{hours} h {minutes:02} min"
    days, hours = divmod(round(seconds / 3600), 24)
    return f"{days} {'day' if days == 1 else 'days'} {hours} h"


def format_range(low: float, high: float) -> str:
    """Format a duration that is not known exactly: `between 3 and 5 minutes`, `about 40 seconds`.

    Args:
        low: seconds; it hardly takes less.
        high: seconds; it hardly takes more.
    """
    unit, length = next(
        ((unit, length) for unit, length, most in _RANGE_UNITS if high < most * length), _LONGEST_UNIT
    )
    first, last = (_round_roughly(seconds / length) for seconds in (low, high))
    if first >= last:
        return f"about {last:,} {unit if last == 1 else f'{unit}s'}"
    return f"between {first:,} and {last:,} {unit}s"


def _round_roughly(value: float) -> int:
    """To a whole number, from 20 on to a multiple of 5, from 100 on of 10; at least 1."""
    step = 1 if value < 20 else 5 if value < 100 else 10
    return max(1, step * round(value / step))


def format_bytes(count: float) -> str:
    """Format a size in decimal units, to two digits at least: `850 bytes`, `1.3 MB`, `31 GB`."""
    unit = 0
    # 999.5 rounds to 1000, which the next unit writes shorter.
    while count >= 999.5 and unit < len(_UNITS) - 1:
        count, unit = count / 1000, unit + 1
    digits = 1 if unit > 0 and count < 9.95 else 0
    return f"{count:,.{digits}f} {_UNITS[unit]}"
