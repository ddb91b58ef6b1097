"""What a class guessed, as the bars of a figure and as a sentence."""

from collections.abc import Mapping
from typing import NamedTuple

from aavae.language import _, ngettext
from aavae.teaching.closeness import compare
from aavae.teaching.question import Answer, NumberQuestion, Question

_WIDTHS = (1, 2, 5, 10, 20, 50, 100)
_MOST_BARS = 20


class Bar(NamedTuple):
    """Answers that are counted together.

    Attributes:
        label: the answer, or the first of them.
        num_guesses: how many students gave one of them.
        answers: those that count; of numbers a range.
    """

    label: str
    num_guesses: int
    answers: range | tuple[str, ...]


def compute_bars(question: Question, counts: Mapping[Answer, int]) -> list[Bar]:
    """Count answers together: of numbers at most 20 ranges of the same width, of choices each option.

    Args:
        question: that was answered.
        counts: answer -> how many gave it.

    Returns:
        From the lowest number, or the first option.
    """
    if not isinstance(question, NumberQuestion):
        return [Bar(_(text), counts.get(option, 0), (option,)) for option, text in question.options.items()]
    width = next(width for width in _WIDTHS if question.high - question.low <= width * _MOST_BARS)
    bars = []
    for start in range(question.low, question.high, width):
        # The last one holds the highest answer too, which would have a bar of its own otherwise.
        end = question.high + 1 if start + width >= question.high else start + width
        answers = range(start, end)
        bars.append(Bar(str(start), sum(counts.get(answer, 0) for answer in answers), answers))
    return bars


def count_close(question: Question, counts: Mapping[Answer, int], truth: Answer) -> int:
    """How many students were right, or of numbers within a twentieth of what could have been answered."""
    return sum(
        count for guess, count in counts.items() if compare(question, guess, truth) in ("exact", "close")
    )


def find_median(counts: Mapping[Answer, int]) -> int:
    """The middle guess of a question for a number; of an even number of guesses the lower of the two.

    Args:
        counts: at least one guess.
    """
    guesses = sorted(int(guess) for guess, count in counts.items() for _times in range(count))
    return guesses[(len(guesses) - 1) // 2]


def describe_closeness(question: Question, counts: Mapping[Answer, int], truth: Answer) -> str:
    """A sentence on how many students came close; empty where nobody has answered."""
    total = sum(counts.values())
    if not total:
        return ""
    close = count_close(question, counts, truth)
    if isinstance(question, NumberQuestion):
        reach = (question.high - question.low) // 20
        text = ngettext(
            "At most {reach} away: {close} of {count} guess.",
            "At most {reach} away: {close} of {count} guesses.",
            total,
        )
        return text.format(close=close, count=total, reach=reach)
    text = ngettext("{close} of {count} student chose it.", "{close} of {count} students chose it.", total)
    return text.format(close=close, count=total)


def describe_guesses(question: Question, counts: Mapping[Answer, int], truth: Answer | None = None) -> str:
    """The figure in words, for who cannot see it.

    Args:
        question: that was answered.
        counts: answer -> how many gave it.
        truth: the true answer; None says nothing of it.
    """
    total = sum(counts.values())
    sentences = [
        ngettext("Guesses of {count} student.", "Guesses of {count} students.", total).format(count=total)
    ]
    if total and isinstance(question, NumberQuestion):
        guesses = sorted(int(guess) for guess in counts)
        sentences.append(
            _("The lowest is {low}, the middle one {median}, the highest {high}.").format(
                low=guesses[0], median=find_median(counts), high=guesses[-1]
            )
        )
    elif total:
        sentences += [
            _("{option}: {count}.").format(option=bar.label, count=bar.num_guesses)
            for bar in compute_bars(question, counts)
        ]
    if truth is not None:
        sentences.append(_("The true answer is {answer}.").format(answer=question.describe(truth)))
        sentences.append(describe_closeness(question, counts, truth))
    return " ".join(filter(None, sentences))
