"""The guesses of a class as HTML: columns for numbers, bars for choices; a few milliseconds, and no Plotly.

Everything is as large as the text around it: a projector's is large.
"""

import html
from collections.abc import Mapping

from aavae.language import _
from aavae.teaching.distribution import Bar, compute_bars, describe_guesses
from aavae.teaching.question import Answer, NumberQuestion, Question


def make_chart(
    question: Question, counts: Mapping[Answer, int], truth: Answer | None = None, own: Answer | None = None
) -> str:
    """HTML text that draws what a class guessed; its styles are in `classroom.css`.

    Args:
        question: that was answered.
        counts: answer -> how many gave it.
        truth: the true answer, which is marked; None marks none.
        own: the reader's answer, which is marked; None marks none.
    """
    bars = compute_bars(question, counts)
    highest = max(1, *(bar.num_guesses for bar in bars))
    text = html.escape(describe_guesses(question, counts, truth), quote=True)
    if isinstance(question, NumberQuestion):
        drawn = _draw_columns(question, bars, highest, truth, own)
    else:
        drawn = _draw_bars(bars, highest, truth, own)
    return f'<div class="class-chart" role="img" aria-label="{text}">{drawn}</div>'


def _draw_columns(
    question: NumberQuestion, bars: list[Bar], highest: int, truth: Answer | None, own: Answer | None
) -> str:
    """Columns over an axis of numbers, with lines where the truth and one's own answer are."""
    first, last = bars[0].answers, bars[-1].answers
    assert isinstance(first, range) and isinstance(last, range)
    width = len(first)
    span = width * len(bars)

    def place(number: int) -> str:
        return f"{100 * min(number - question.low + 0.5, span) / span:.2f}%"

    columns = "".join(
        f'<div class="class-column{_mark(bar, truth)}" '
        f'style="--high: {100 * bar.num_guesses / highest:.1f}%"><i></i><b>{bar.num_guesses or ""}</b></div>'
        for bar in bars
    )
    lines = ""
    if own is not None:
        lines += f'<div class="class-line class-own" style="left: {place(int(own))}"></div>'
    if truth is not None:
        lines += f'<div class="class-line class-truth" style="left: {place(int(truth))}"></div>'
    ticks = "".join(
        f'<span style="left: {100 * (start - question.low) / span:.2f}%">{start}</span>'
        for start in _choose_ticks(question, width)
    )
    legend = _make_legend(truth is not None, own is not None)
    return f'<div class="class-columns">{columns}{lines}</div><div class="class-axis">{ticks}</div>{legend}'


def _make_legend(has_truth: bool, has_own: bool) -> str:
    """What the columns and the lines are."""
    parts = [("guesses", _("how many students said so"))]
    if has_truth:
        parts.append(("truth", _("the answer")))
    if has_own:
        parts.append(("own", _("your answer")))
    said = "".join(f'<span><i class="class-is-{name}"></i>{html.escape(text)}</span>' for name, text in parts)
    return f'<div class="class-legend">{said}</div>'


def _choose_ticks(question: NumberQuestion, width: int) -> list[int]:
    """At most six round numbers, each where a column begins."""
    step = next(
        width * times
        for times in (1, 2, 4, 5, 10, 20)
        if (question.high - question.low) / (width * times) <= 5.5
    )
    return list(range(question.low, question.high + 1, step))


def _draw_bars(bars: list[Bar], highest: int, truth: Answer | None, own: Answer | None) -> str:
    """A row for each option: its text, its bar, its count."""
    rows = ""
    for bar in bars:
        (option,) = bar.answers
        is_true = truth is not None and option == truth
        marks = [_("true") if is_true else "", _("yours") if option == own and own is not None else ""]
        note = "".join(f"<em>{html.escape(mark)}</em>" for mark in marks if mark)
        rows += (
            f'<div class="class-row{_mark(bar, truth)}"><span>{"✓ " if is_true else ""}'
            f"{html.escape(bar.label)}{note}</span>"
            f'<div><i style="width: {100 * bar.num_guesses / highest:.1f}%"></i></div>'
            f"<b>{bar.num_guesses}</b></div>"
        )
    return f'<div class="class-bars">{rows}</div>'


def _mark(bar: Bar, truth: Answer | None) -> str:
    return " class-true" if truth is not None and truth in bar.answers else ""
