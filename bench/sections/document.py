"""The document of the benchmarks, as Markdown, of what is kept of the sections."""

import statistics
import textwrap
from collections.abc import Sequence

from bench.sections.record import Comparison, Conditions, Growth, Report, Section, Side, Waits

INTRODUCTION = """\
# Benchmarks

Written by `make bench` (`python -m bench.report`), which runs the benches of `bench/` with sizes that
fit into half an hour of two cores; their own commands, in [Measurements](measurements.md), measure more.
Nothing here is written by hand; the figures of each round are in [benchmarks.json](benchmarks.json).

Ours and theirs take turns in one run. A figure is the median of the rounds. A ratio is that of ours and
theirs in the same round, with the lowest and the highest of the rounds in brackets: 2 means that ours is
twice as fast, and where ours is slower, it is below 1 and **bold**.
"""
_HEADS = {
    "comparison": ("What", "Ours", "Beside", "Theirs", "Times as fast"),
    "waits": ("Page", "First visit", "Second visit"),
}


def render(report: Report) -> str:
    """The whole document."""
    sections = report.sections
    head = [INTRODUCTION, "## On what\n", _render_conditions(sections), "", _render_slower(sections)]
    return "\n".join([*head, *map(_render_section, sections)])


def _render_conditions(sections: Sequence[Section]) -> str:
    """A column for each machine, with the sections that it measured."""
    machines: list[Conditions] = []
    for section in sections:
        if section.conditions not in machines:
            machines.append(section.conditions)
    names = list(dict.fromkeys(name for machine in machines for name in machine.versions))
    rows = [
        ["Sections", *(_name_sections(sections, machine) for machine in machines)],
        ["Processor", *(machine.processor for machine in machines)],
        ["Vector instructions", *(machine.vectors for machine in machines)],
        ["Cores", *(str(machine.cores) for machine in machines)],
        ["Memory", *(f"{machine.memory / 2**30:.0f} GiB" for machine in machines)],
        *([name, *(machine.versions.get(name, "–") for machine in machines)] for name in names),
    ]
    return render_table(["", *[""] * len(machines)], rows)


def _name_sections(sections: Sequence[Section], machine: Conditions) -> str:
    return ", ".join(section.name for section in sections if section.conditions == machine)


def _render_slower(sections: Sequence[Section]) -> str:
    """Where this product loses, at the top."""
    slower = [
        f"- {part.what}, beside {other.name}: {format_ratio(part, other)}"
        for section in sections
        for part in section.parts
        if isinstance(part, Comparison)
        for other in part.theirs
        if statistics.median(part.compute_ratios(other)) < 1
    ]
    if not slower:
        return "Ours is slower in none of the comparisons.\n"
    return "\n".join(["Where ours is slower:", "", *slower, ""])


def _render_section(section: Section) -> str:
    lines = [f"## {section.title}", "", textwrap.fill(section.text, 118, break_on_hyphens=False), ""]
    if section.is_tiny:
        lines += [
            "**A trial with tiny sizes**: it shows that the section runs, and not how fast anything is.",
            "",
        ]
    if section.failure:
        lines += [f"**Not all was measured.** {section.failure}", ""]
    for kind in dict.fromkeys(part.kind for part in section.parts):
        lines += [_render_parts([part for part in section.parts if part.kind == kind]), ""]
    took = f"`{section.command}`, {section.when}, in {section.seconds:,.0f} s."
    return "\n".join([*lines, took, ""])


def _render_parts(parts: Sequence[Comparison | Waits | Growth]) -> str:
    """Parts of one kind."""
    rows: list[list[str]] = []
    head: Sequence[str] = ()
    for part in parts:
        if isinstance(part, Comparison):
            head = _HEADS[part.kind]
            rows += [_list_comparison(part, other) for other in part.theirs]
        elif isinstance(part, Waits):
            head = _HEADS[part.kind]
            rows.append([part.page, _format_wait(part.first), _format_wait(part.second)])
        else:
            factors = [count / part.counts[0] for count in part.counts]
            head = ("Work", *(f"{factor:g} times" for factor in factors))
            rows.append([part.what, *_list_growth(part)])
    return render_table(head, rows)


def _list_comparison(part: Comparison, other: Side) -> list[str]:
    return [
        part.what,
        _format_side(part, part.ours),
        other.name,
        _format_side(part, other),
        format_ratio(part, other),
    ]


def format_ratio(part: Comparison, other: Side) -> str:
    """How many times as fast ours is, with the lowest and the highest of the rounds; bold where it loses."""
    ratios = part.compute_ratios(other)
    median = statistics.median(ratios)
    text = format_number(median)
    spread = f" ({format_number(min(ratios))} to {format_number(max(ratios))})" if len(ratios) > 1 else ""
    return f"**{text}**{spread}" if median < 1 else f"{text}{spread}"


def _format_side(part: Comparison, side: Side) -> str:
    quality = "" if side.quality is None else f", {part.quality} {side.quality:.4f}"
    return f"{format_number(statistics.median(side.values))} {part.unit}{quality}"


def _format_wait(seconds: Sequence[float]) -> str:
    if not seconds:
        return "never complete"
    spread = f" ({min(seconds):.2f} to {max(seconds):.2f})" if len(seconds) > 1 else ""
    return f"{statistics.median(seconds):.2f} s{spread}"


def _list_growth(part: Growth) -> list[str]:
    medians = [statistics.median(seconds) for seconds in part.seconds]
    cells = []
    for index, (count, seconds, megabytes) in enumerate(
        zip(part.counts, medians, part.megabytes, strict=True)
    ):
        factor = f" (×{seconds / medians[index - 1]:.1f})" if index else ""
        memory = "" if megabytes is None else f", {megabytes:,.0f} MB"
        cells.append(f"{count:,}: {format_number(seconds)} s{factor}{memory}")
    return cells


def format_number(value: float) -> str:
    """Three digits or more, thousands apart: `0.0123`, `1.23`, `45.6`, `1,234`."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3g}"


def render_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
