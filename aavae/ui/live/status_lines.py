"""A line for each run: who it is, how far it has come, how fast it goes."""

import html
from collections.abc import Sequence

from aavae.figures.live.svg_plot import make_swatch
from aavae.formatting import format_duration
from aavae.language import _
from aavae.runs.status import Status
from aavae.ui.live.watched import Watched


def make_status_lines(runs: Sequence[tuple[Watched, Status]], problems: Sequence[str] = ()) -> str:
    """HTML text: a grid of the runs, in which the same things stand below each other.

    Args:
        runs: from top to bottom.
        problems: a sentence for each run that cannot be shown.
    """
    lines = "".join(_make_line(*run) for run in runs)
    sentences = "".join(
        _('<p class="live-problem">{problem}</p>').format(problem=html.escape(problem))
        for problem in problems
    )
    return _('<div class="live-runs">{lines}</div>{sentences}').format(lines=lines, sentences=sentences)


def _make_line(watched: Watched, status: Status) -> str:
    run = watched.run
    name = html.escape(run.title, quote=True)
    done = 1.0 if status.state == "finished" else min(1.0, status.step / max(1, status.total_steps))
    bar = f'<i style="width: {100 * done:.1f}%; background: {watched.colour}"></i>'
    message = status.message or _describe_start(status)
    return (
        f'<div class="live-run live-{status.state}">'
        f'<span class="live-name">{make_swatch(watched.colour, watched.dash)}<b>{name}</b></span>'
        f"<span>{'shipped' if run.shipped else html.escape(_(watched.method.title))}</span>"
        f'<span class="live-state">{status.state}</span>'
        f"<span>epoch {status.epoch:,} of {run.config.num_epochs:,}</span>"
        f'<span class="live-bar" role="progressbar" aria-label="steps of {name}" '
        f'aria-valuenow="{100 * done:.0f}">{bar}</span>'
        f"<span>{_describe_pace(status)}</span>"
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
    pace = f"{status.images_per_second:,.0f} images/s"
    return pace if status.seconds_left is None else f"{pace}, {format_duration(status.seconds_left)} left"


def _describe_device(status: Status) -> str:
    processes = f"{status.processes} × " if status.processes > 1 else ""
    return f"{processes}{status.device}, {status.precision}" if status.device else ""
