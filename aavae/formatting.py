"""Durations and sizes as people read them."""

_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")


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


def format_bytes(count: float) -> str:
    """Format a size in decimal units, to two digits at least: `850 bytes`, `1.3 MB`, `31 GB`."""
    unit = 0
    # 999.5 rounds to 1000, which the next unit writes shorter.
    while count >= 999.5 and unit < len(_UNITS) - 1:
        count, unit = count / 1000, unit + 1
    digits = 1 if unit > 0 and count < 9.95 else 0
    return f"{count:,.{digits}f} {_UNITS[unit]}"
