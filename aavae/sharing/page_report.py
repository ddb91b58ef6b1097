"""What a page shows as one HTML file: it opens without a network, and prints.

Plotly's script is in it once, so its figures can be zoomed; a policy of its own forbids it any request. Texts
from people are escaped here; only pictures come as HTML, and are trusted.
"""

import base64
import html
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from markdown_it import MarkdownIt

from aavae.evaluation.results import Row
from aavae.formatting import format_count
from aavae.language import _, get_language, ngettext
from aavae.spreadsheets import format_csv

_HERE = Path(__file__)
MOST_ROWS = 50
"""Of a table in sight; all of them are in its CSV."""
_MOST_DIGITS = 6

_MARKS = re.compile(
    r":material/\w+:\s*|:(?:small|gray|blue|green|orange|red)(?:-badge)?\[(?P<inside>[^\]]*)\]"
)
"""Streamlit's own marks in Markdown."""


class Heading(NamedTuple):
    """A heading, in Markdown; level 2 is the largest below the title."""

    text: str
    level: int = 2


class Paragraph(NamedTuple):
    """Sentences in Markdown: of the page, beside something, or what the page makes a point of."""

    text: str
    kind: Literal["text", "caption", "notice"] = "text"


class Metrics(NamedTuple):
    """Numbers with their labels, side by side."""

    values: Sequence[tuple[str, str]]


class Table(NamedTuple):
    """A table; it has a CSV under this name."""

    rows: Sequence[Row]
    name: str
    title: str = ""


class Figure(NamedTuple):
    """A figure of Plotly: its JSON, what it shows in words, its numbers, and the name of their file."""

    specification: str
    alt: str
    rows: Sequence[Row]
    name: str


class Pictures(NamedTuple):
    """Trusted HTML with its pictures inside."""

    body: str


class Code(NamedTuple):
    """Text as it was typed."""

    text: str


Part = Heading | Paragraph | Metrics | Table | Figure | Pictures | Code


class ModelFacts(NamedTuple):
    """A model of the report.

    Attributes:
        title: what the page calls it.
        facts: what is known of it, by name.
        training: how it was trained, in Markdown; empty: it was not, or it is not known.
        settings: all of them, as JSON; empty: it has none.
    """

    title: str
    facts: Mapping[str, str]
    training: str = ""
    settings: str = ""


class Report(NamedTuple):
    """All that a report says.

    Attributes:
        title: of the page.
        introduction: its question, in Markdown.
        address: of the page with its choices.
        date: when it was made, for people.
        settings: what the page's controls are set to, by label.
        images: what is known of the images; empty: the page is about none.
        models: those that the page is about.
        parts: what it shows, from top to bottom.
        seeds: what decides random choices, in a sentence.
        commands: command lines that print the same numbers.
        versions: of what computed it, by name.
        style: CSS of the pictures.
    """

    title: str
    introduction: str
    address: str
    date: str
    settings: Sequence[tuple[str, str]]
    images: Mapping[str, str]
    models: Sequence[ModelFacts]
    parts: Sequence[Part]
    seeds: str
    commands: Sequence[str]
    versions: Mapping[str, str]
    style: str = ""


def format_report(report: Report, plotly: str) -> str:
    """A report as the text of an HTML file.

    Args:
        report: what it says.
        plotly: Plotly's script; left out where there is no figure.
    """
    has_figure = any(isinstance(part, Figure) for part in report.parts)
    body = [_render_head(report), _render_settings(report)]
    body += [_render_part(part, number) for number, part in enumerate(report.parts)]
    body += [_render_models(report), _render_making(report)]
    scripts = [plotly, _HERE.with_suffix(".js").read_text(encoding="utf-8")] if has_figure else []
    # Nothing is fetched, whatever is in it; Plotly makes its shaders from text.
    policy = (
        "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline' 'unsafe-eval'"
    )
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{get_language()}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{_escape(report.title)} · AAVAE Explorer</title>",
            f"<style>{report.style}\n{_HERE.with_suffix('.css').read_text(encoding='utf-8')}</style>",
            "</head>",
            "<body>",
            "<main>",
            *filter(None, body),
            "</main>",
            *map(_render_script, scripts),
            "</body>",
            "</html>",
            "",
        ]
    )


def _render_script(script: str) -> str:
    # In a script of others there may be a text that would end the element.
    inside = script.replace("</script", "<\\/script")
    return f"<script>{inside}</script>"


def _escape(text: object) -> str:
    return html.escape(str(text), quote=True)


def format_markdown(text: str) -> str:
    """Markdown as HTML: what looks like HTML in it stays text, and nothing in it is fetched."""
    text = _MARKS.sub(lambda match: match["inside"] or "", text)
    markdown = MarkdownIt("commonmark", {"html": False}).disable("image")
    return markdown.render(text)


def _render_head(report: Report) -> str:
    link = _escape(report.address)
    saved = _("A page of the AAVAE Explorer, saved on {date}.").format(date=report.date)
    lines = [
        f"<h1>{_escape(report.title)}</h1>",
        format_markdown(report.introduction),
        f'<p class="caption">{_escape(saved)}',
        f' <a href="{link}">{link}</a></p>' if report.address.startswith(("http://", "https://")) else "</p>",
    ]
    return "<header>" + "\n".join(lines) + "</header>"


def _render_settings(report: Report) -> str:
    if not report.settings:
        return ""
    return f"<h2>{_escape(_('Settings'))}</h2>" + _render_facts(report.settings)


def _render_facts(facts: Sequence[tuple[str, str]]) -> str:
    rows = "".join(f"<tr><th>{_escape(name)}</th><td>{_escape(value)}</td></tr>" for name, value in facts)
    return f'<table class="facts">{rows}</table>'


def _render_part(part: Part, number: int) -> str:
    if isinstance(part, Heading):
        inside = format_markdown(part.text).strip().removeprefix("<p>").removesuffix("</p>")
        return f"<h{part.level}>{inside}</h{part.level}>"
    if isinstance(part, Paragraph):
        return f'<div class="{part.kind}">{format_markdown(part.text)}</div>'
    if isinstance(part, Metrics):
        pairs = "".join(
            f"<div><dt>{_escape(label)}</dt><dd>{_escape(value)}</dd></div>" for label, value in part.values
        )
        return f'<dl class="metrics">{pairs}</dl>'
    if isinstance(part, Table):
        return _render_table(part)
    if isinstance(part, Figure):
        return _render_figure(part, number)
    if isinstance(part, Code):
        return f'<pre tabindex="0">{_escape(part.text)}</pre>'
    return f'<div class="pictures-part">{part.body}</div>'


def _render_figure(figure: Figure, number: int) -> str:
    name = f"figure-{number}"
    # Read by a script of the file, in which no text may end the element.
    specification = figure.specification.replace("<", "\\u003c")
    numbers = _render_table(Table(figure.rows, figure.name))
    return (
        '<figure class="chart">'
        f'<div class="plot" id="{name}" role="img" aria-label="{_escape(figure.alt)}"></div>'
        f'<script type="application/json" data-for="{name}">{specification}</script>'
        f"<figcaption>{_escape(figure.alt)}</figcaption>"
        f"<details><summary>{_escape(_('The numbers'))}</summary>{numbers}</details>"
        "</figure>"
    )


def _render_table(table: Table) -> str:
    if not table.rows:
        return f'<p class="caption">{_escape(_("There are no numbers."))}</p>'
    columns = list(dict.fromkeys(name for row in table.rows for name in row))
    head = "".join(f"<th>{_escape(name)}</th>" for name in columns)
    shown = table.rows[:MOST_ROWS]
    body = "".join(
        "<tr>" + "".join(f"<td>{_escape(_format_value(row.get(name)))}</td>" for name in columns) + "</tr>"
        for row in shown
    )
    data = base64.b64encode(format_csv(table.rows)).decode()
    note = ngettext("{count} row", "{count} rows", len(table.rows)).format(
        count=format_count(len(table.rows))
    )
    if len(table.rows) > len(shown):
        note = _("The first {shown} of {count} rows; all are in the CSV").format(
            shown=len(shown), count=format_count(len(table.rows))
        )
    caption = f"<caption>{_escape(table.title)}</caption>" if table.title else ""
    return (
        f'<div class="scroll" tabindex="0"><table>{caption}<thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
        f'<p class="caption">{_escape(note)} · '
        f'<a download="{_escape(table.name)}.csv" href="data:text/csv;base64,{data}">'
        f"{_escape(_('Save as CSV'))}</a></p>"
    )


def _format_value(value: Any) -> str:
    if value is None or value != value:
        return "–"
    return f"{value:.{_MOST_DIGITS}g}" if isinstance(value, float) else str(value)


def _render_models(report: Report) -> str:
    parts = []
    if report.images:
        parts += [f"<h2>{_escape(_('Images'))}</h2>", _render_facts(list(report.images.items()))]
    if report.models:
        parts.append(f"<h2>{_escape(_('Models'))}</h2>")
    for model in report.models:
        parts += [f"<h3>{_escape(model.title)}</h3>", _render_facts(list(model.facts.items()))]
        parts.append(format_markdown(model.training))
        if model.settings:
            parts.append(
                f"<details><summary>{_escape(_('All settings'))}</summary>"
                f'<pre tabindex="0">{_escape(model.settings)}</pre></details>'
            )
    return "".join(parts)


def _render_making(report: Report) -> str:
    parts = [f"<h2>{_escape(_('How to get the same'))}</h2>"]
    if report.seeds:
        parts.append(f"<p>{_escape(report.seeds)}</p>")
    if report.commands:
        lines = "\n".join(report.commands)
        parts += [
            f"<p>{_escape(_('In the folder of the product, these commands print the numbers:'))}</p>",
            f'<pre tabindex="0">{_escape(lines)}</pre>',
        ]
    parts.append(_render_facts(list(report.versions.items())))
    return "".join(parts)
