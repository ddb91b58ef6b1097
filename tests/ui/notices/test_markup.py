from typing import get_args

import pytest
from markdown_it import MarkdownIt

from aavae.jobs.job import JobState
from aavae.runs.status import State
from aavae.ui.notices.markup import escape, mark_state


@pytest.mark.parametrize("text", ["run_1_b", "*a* `b` [c](d)", "$x$ ~y~ <b>", "1. #2 - 3", "plain words"])
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    (inline,) = [token for token in MarkdownIt().parse(escape(text)) if token.type == "inline"]
    assert inline.children is not None
    assert "".join(child.content for child in inline.children) == text
    assert {child.type for child in inline.children} <= {"text", "text_special"}


def test_every_state_has_a_colour() -> None:
    for state in (*get_args(JobState), *get_args(State), "stopping"):
        assert mark_state(state).endswith(f"-badge[{state}]")
