import re
from html.parser import HTMLParser

import pytest

from aavae.teaching.distribution import describe_guesses
from aavae.teaching.question import ChoiceQuestion, NumberQuestion
from aavae.teaching.questions import QUESTIONS
from aavae.ui.classroom.chart import make_chart

HUNDRED = NumberQuestion("n", "?", 0, 100, "of 100")
CHOICE = ChoiceQuestion("c", "?", {"a": "One & <b>", "b": "Two"})


class Balance(HTMLParser):
    """Fails where an element is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("question", [*QUESTIONS.values(), CHOICE])
@pytest.mark.parametrize("is_revealed", [False, True])
def test_every_question_has_a_figure_and_its_words(
    question: NumberQuestion | ChoiceQuestion, is_revealed: bool
) -> None:
    answers = (
        [question.low, question.high] if isinstance(question, NumberQuestion) else list(question.options)
    )
    for counts in ({}, dict.fromkeys(answers, 3)):
        truth = answers[-1] if is_revealed else None
        chart = make_chart(question, counts, truth, answers[0])
        parser = Balance()
        parser.feed(chart)
        assert not parser.open
        said = re.findall(r'role="img" aria-label="(.*?)"', chart)
        assert said == [
            describe_guesses(question, counts, truth).replace("&", "&amp;").replace("<b>", "&lt;b&gt;")
        ]
        assert ("class-true" in chart) == is_revealed


def test_columns_are_as_high_as_their_counts_and_the_truth_stands_among_them() -> None:
    chart = make_chart(HUNDRED, {0: 1, 50: 2, 52: 2}, truth=48, own=52)
    heights = [float(high) for high in re.findall(r"--high: ([\d.]+)%", chart)]
    assert len(heights) == 20
    assert {place: high for place, high in enumerate(heights) if high} == {0: 25.0, 10: 100.0}
    assert re.findall(r"class-(own|truth)\" style=\"left: ([\d.]+)%", chart) == [
        ("own", "52.50"),
        ("truth", "48.50"),
    ]
    assert re.findall(r"<span style=\"left: ([\d.]+)%\">(\d+)</span>", chart) == [
        (f"{tick:.2f}", str(tick)) for tick in range(0, 101, 20)
    ]


def test_the_highest_answer_is_within_the_figure() -> None:
    chart = make_chart(HUNDRED, {100: 1}, truth=100)
    assert 'class-truth" style="left: 100.00%"' in chart


def test_bars_name_the_options_and_mark_the_true_one_and_ones_own() -> None:
    chart = make_chart(CHOICE, {"a": 1, "b": 4}, truth="b", own="a")
    assert "One &amp; &lt;b&gt;<em>yours</em>" in chart
    assert "✓ Two<em>true</em>" in chart
    assert re.findall(r"width: ([\d.]+)%", chart) == ["25.0", "100.0"]
    assert "✓" not in make_chart(CHOICE, {"a": 1})


def test_the_lines_and_columns_are_explained_as_far_as_they_are_there() -> None:
    def read(chart: str) -> list[str]:
        return re.findall(r'<i class="class-is-\w+"></i>(.*?)</span>', chart)

    assert read(make_chart(HUNDRED, {1: 1})) == ["how many students said so"]
    assert read(make_chart(HUNDRED, {1: 1}, truth=48, own=52)) == [
        "how many students said so",
        "the answer",
        "your answer",
    ]
