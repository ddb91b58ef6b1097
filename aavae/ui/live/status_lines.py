"""A line for each run: who it is, how far it has come, how fast it goes."""

import html
from collections.abc import Sequence

from aavae.figures.live.svg_plot import make_swatch
from aavae.formatting import format_count, format_duration
from aavae.language import _
from aavae.runs.status import Status, name_state
from aavae.ui.live.watched import Watched


def make_status_lines(runs: Sequence[tuple[Watched, Status]], problems: Sequence[str] = ()) -> str:
    """HTML text: a grid of the runs, in which the same things stand below each other.

    Args:
        runs: from top to bottom.
        problems: a sentence for each run that cannot be shown.
    """
    lines = "".join(_make_line(*run) for run in runs)
    sentences = "".join(f'<p class="live-problem">{html.escape(problem)}</p>' for problem in problems)
    return f'<div class="live-runs">{lines}</div>{sentences}'


def _make_line(watched: Watched, status: Status) -> str:
    run = watched.run
    name = html.escape(run.title)
    kind = _("shipped") if run.shipped else _(watched.method.title)
    epochs = _("epoch {epoch} of {num_epochs}").format(
        epoch=format_count(status.epoch), num_epochs=format_count(run.config.num_epochs)
    )
    label = _("steps of {run}").format(run=run.title)
    done = 1.0 if status.state == "finished" else min(1.0, status.step / max(1, status.total_steps))
    bar = f'<i style="width: {100 * done:.1f}%; background: {watched.colour}"></i>'
    message = _(status.message) if status.message else _describe_start(status)
    return (
        f'<div class="live-run live-{status.state}">'
        f'<span class="live-name">{make_swatch(watched.colour, watched.dash)}<b>{name}</b></span>'
        f"<span>{html.escape(kind)}</span>"
        f'<span class="live-state">{html.escape(name_state(status.state))}</span>'
        f"<span>{html.escape(epochs)}</span>"
        f'<span class="live-bar" role="progressbar" aria-label="{html.escape(label)}" '
        f'aria-valuenow="{100 * done:.0f}">{bar}</span>'
        f"<span>{html.escape(_describe_pace(status))}</span>"
        f"<span>{html.escape(_describe_device(status))}</span>"
        f'<p class="live-message">{html.escape(message)}</p></div>'
    )


def _describe_start(status: Status) -> str:
    if status.state == "waiting":
        return _("Waits for its turn, or is just starting.")
    return _("Loading torch, timing a step …") if status.state == "running" and not status.step else ""


def _describe_pace(status: Status) -> str:
    if status.state != "running" or not status.images_per_second:
        return ""
    number = format_count(status.images_per_second)
    if status.seconds_left is None:
        return _("{number} images/s").format(number=number)
    left = format_duration(status.seconds_left)
    return _("{number} images/s, {duration} left").format(number=number, duration=left)


def _describe_device(status: Status) -> str:
    processes = f"{status.processes} × " if status.processes > 1 else ""
    return f"{processes}{status.device}, {status.precision}" if status.device else ""
