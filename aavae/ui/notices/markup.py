"""Markdown for what others wrote, and for the states of jobs and runs."""

_STATE_COLOURS = {
    "waiting": "gray",
    "running": "blue",
    "stopping": "orange",
    "finished": "green",
    "stopped": "orange",
    "interrupted": "red",
    "failed": "red",
    "damaged": "red",
}
_MARKS = r"\`*_{}[]()#+-.!|~:$<>"


def escape(text: str) -> str:
    """Text that Markdown shows as it is."""
    return "".join(f"\\{letter}" if letter in _MARKS else letter for letter in text)


def mark_state(state: str) -> str:
    """A state of a job or a run as a coloured badge."""
    return f":{_STATE_COLOURS[state]}-badge[{state}]"
