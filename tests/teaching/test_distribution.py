"""A class's guesses as bars and as sentences."""

import pytest

from aavae.teaching.distribution import (
    compute_bars,
    count_close,
    describe_closeness,
    describe_guesses,
    find_median,
)
from aavae.teaching.question import ChoiceQuestion, NumberQuestion
from aavae.teaching.questions import QUESTIONS

HUNDRED = NumberQuestion("n", "?", 0, 100, "of 100")
CHOICE = ChoiceQuestion("c", "?", {"a": "First", "b": "Second", "c": "Third"})


@pytest.mark.parametrize("question", [*QUESTIONS.values(), NumberQuestion("one", "?", 3, 4, "")])
def test_each_answer_is_in_one_bar(question: NumberQuestion | ChoiceQuestion) -> None:
    if isinstance(question, NumberQuestion):
        answers = list(range(question.low, question.high + 1))
    else:
        answers = list(question.options)
    bars = compute_bars(question, dict.fromkeys(answers, 1))
    assert len(bars) <= 20
    assert [answer for bar in bars for answer in bar.answers] == answers
    assert sum(bar.num_guesses for bar in bars) == len(answers)


def test_numbers_are_counted_in_ranges() -> None:
    bars = compute_bars(HUNDRED, {0: 1, 4: 2, 5: 3, 95: 1, 100: 4})
    assert [bar.label for bar in bars] == [str(start) for start in range(0, 100, 5)]
    assert {bar.label: bar.num_guesses for bar in bars if bar.num_guesses} == {"0": 3, "5": 3, "95": 5}


def test_choices_are_bars_in_their_order() -> None:
    bars = compute_bars(CHOICE, {"b": 2})
    assert [(bar.label, bar.num_guesses) for bar in bars] == [("First", 0), ("Second", 2), ("Third", 0)]


def test_close_numbers_are_within_a_twentieth() -> None:
    assert count_close(HUNDRED, {42: 1, 43: 2, 48: 4, 53: 8, 54: 16}, 48) == 2 + 4 + 8
    assert count_close(CHOICE, {"a": 3, "b": 4}, "b") == 4


@pytest.mark.parametrize(("counts", "median"), [({7: 1}, 7), ({1: 2, 9: 1}, 1), ({1: 1, 5: 1, 9: 2}, 5)])
def test_median(counts: dict, median: int) -> None:
    assert find_median(counts) == median


def test_says_how_many_came_close() -> None:
    assert describe_closeness(HUNDRED, {50: 2, 90: 1}, 48) == "At most 5 away: 2 of 3 guesses."
    assert describe_closeness(HUNDRED, {90: 1}, 48) == "At most 5 away: 0 of 1 guess."
    assert describe_closeness(CHOICE, {"a": 2, "b": 1}, "a") == "2 of 3 students chose it."
    assert describe_closeness(CHOICE, {}, "a") == ""


def test_says_what_the_figure_shows() -> None:
    assert describe_guesses(HUNDRED, {}) == "Guesses of 0 students."
    assert describe_guesses(HUNDRED, {40: 1, 50: 2}) == (
        "Guesses of 3 students. The lowest is 40, the middle one 50, the highest 50."
    )
    assert describe_guesses(HUNDRED, {40: 1, 50: 2}, 48).endswith(
        "The true answer is 48 of 100. At most 5 away: 2 of 3 guesses."
    )
    assert describe_guesses(CHOICE, {"a": 1}, "b") == (
        "Guesses of 1 student. First: 1. Second: 0. Third: 0. The true answer is Second. "
        "0 of 1 student chose it."
    )
