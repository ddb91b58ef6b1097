"""How close guesses are."""

import pytest

from aavae.teaching.closeness import Closeness, compare
from aavae.teaching.question import ChoiceQuestion, NumberQuestion


@pytest.mark.parametrize(
    ("guess", "closeness"),
    [
        (48, "exact"),
        (49, "close"),
        (47, "close"),
        (50, "close"),
        (43, "close"),
        (54, "near"),
        (32, "near"),
        (31, "far"),
        (100, "far"),
    ],
)
def test_of_numbers(guess: int, closeness: Closeness) -> None:
    assert compare(NumberQuestion("n", "?", 0, 100, ""), guess, 48) == closeness


def test_goes_by_what_could_have_been_answered() -> None:
    assert compare(NumberQuestion("n", "?", 0, 1000, ""), 98, 48) == "close"
    assert compare(NumberQuestion("n", "?", 0, 20, ""), 13, 10) == "near"


def test_of_choices() -> None:
    question = ChoiceQuestion("c", "?", {"a": "A", "b": "B"})
    assert [compare(question, guess, "a") for guess in "ab"] == ["exact", "far"]
