"""Markdown for what others wrote, and for the states of jobs and runs."""

from aavae.language import N_, _

_STATE_COLOURS = {
    N_("waiting"): "gray",
    N_("running"): "blue",
    N_("stopping"): "orange",
    N_("finished"): "green",
    N_("stopped"): "orange",
    N_("interrupted"): "red",
    N_("failed"): "red",
    N_("damaged"): "red",
}
_MARKS = r"\`*_{}[]()#+-.!|~:$<>"


def escape(text: str) -> str:
    """Text that Markdown shows as it is."""
    return "".join(f"\\{letter}" if letter in _MARKS else letter for letter in text)


def mark_state(state: str) -> str:
    """A state of a job or a run as a coloured badge."""
    return f":{_STATE_COLOURS[state]}-badge[{_(state)}]"
