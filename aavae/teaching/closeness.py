"""How close a guess came to the truth."""

from typing import Literal

from aavae.teaching.question import Answer, NumberQuestion, Question

Closeness = Literal["exact", "close", "near", "far"]
"""exact: the same; close: within a twentieth of what could have been answered; near: within a sixth; far:
further away, or another of a few choices."""

_CLOSE = 0.05
_NEAR = 1 / 6


def compare(question: Question, guess: Answer, truth: Answer) -> Closeness:
    """How close a guess came: a choice is right or far off.

    Args:
        question: that was answered.
        guess: the reader's answer.
        truth: the true one.
    """
    if not isinstance(question, NumberQuestion):
        return "exact" if guess == truth else "far"
    if guess == truth:
        return "exact"
    distance = abs(int(guess) - int(truth)) / (question.high - question.low)
    return "close" if distance <= _CLOSE else "near" if distance <= _NEAR else "far"
