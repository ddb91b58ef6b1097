"""Answers that come from outside."""

import pytest

from aavae.errors import UserError
from aavae.teaching.question import ChoiceQuestion, NumberQuestion

NUMBER = NumberQuestion("n", "How many?", 0, 100, "of 100")
CHOICE = ChoiceQuestion("c", "Which?", {"a": "The first", "b": "The second"})


def test_takes_what_it_can_be() -> None:
    assert [NUMBER.check(answer) for answer in (0, 7, 100)] == [0, 7, 100]
    assert CHOICE.check("b") == "b"


@pytest.mark.parametrize("answer", [-1, 101, 1.5, "7", True, None, [7]])
def test_refuses_other_numbers(answer: object) -> None:
    with pytest.raises(UserError, match="whole number from 0 to 100"):
        NUMBER.check(answer)


@pytest.mark.parametrize("answer", ["", "A", "c", 0, None])
def test_refuses_other_choices(answer: object) -> None:
    with pytest.raises(UserError, match="The first, The second"):
        CHOICE.check(answer)


def test_describes_an_answer() -> None:
    assert NUMBER.describe(7) == "7 of 100"
    assert CHOICE.describe("a") == "The first"
