"""The list of forbidden acts, tried on a real server, and its document."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from aavae.permissions import RULES
from tests.browser.class_server import ClassServer
from tests.browser.forbidden_acts import ATTEMPTS, DOCUMENT, Stage, run_all, write_document


@pytest.fixture
def stage(class_server: ClassServer, chromium: Browser) -> Iterator[Stage]:
    """What the test leaves there goes with it."""
    with Stage(class_server, chromium) as stage:
        yield stage
    class_server.forget()


def test_no_attempt_changes_anything_and_each_comes_to_what_the_document_says(stage: Stage) -> None:
    # One after another: each begins where the one before it has left the server.
    expected = [f"{attempt.what}: {attempt.outcome}" for attempt in ATTEMPTS]
    seen = run_all(stage)
    assert [f"{attempt.what}: {outcome}" for attempt, outcome in zip(ATTEMPTS, seen, strict=True)] == expected


def test_every_act_of_the_table_is_tried_through_the_page_and_past_it() -> None:
    ways = {act: {attempt.way for attempt in ATTEMPTS if attempt.act == act} for act in RULES}
    for act, rule in RULES.items():
        assert ways[act], act
        # What everybody may, and what no page does, has nothing to be pressed.
        if rule.who in ("the owner", "the administrator") and act != "train a study":
            assert "the page" in ways[act], act
            assert ways[act] & {"a forged press", "a forged value"}, act


def test_the_document_is_that_of_the_list() -> None:
    text = write_document([attempt.outcome for attempt in ATTEMPTS])
    assert DOCUMENT.read_text(encoding="utf-8") == text, "python -m tests.browser.forbidden_acts writes it."
