import re

import pytest

from aavae.teaching.question import NumberQuestion
from aavae.teaching.truths import find_truth
from aavae.ui.lesson.clues import make_known
from aavae.ui.lesson.step import Step
from aavae.ui.lesson.steps import STEPS


@pytest.mark.parametrize("step", STEPS.values(), ids=list(STEPS))
def test_a_bar_for_each_known_number_and_none_for_the_one_that_is_asked(step: Step) -> None:
    drawn = make_known(step)
    values = [int(value) for value in re.findall(r"<b>(\d+)</b>", drawn)]
    assert bool(values) == isinstance(step.question, NumberQuestion)
    assert find_truth(step.question.name) not in values
    widths = [float(width) for width in re.findall(r"width: ([\d.]+)%", drawn)]
    assert len(widths) == len(values) == len(step.list_known())
    assert all(0 <= width <= 100 for width in widths)
