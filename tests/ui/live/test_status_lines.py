import re

import pytest

from aavae.runs.registry import Run, list_runs
from aavae.runs.status import State, Status
from aavae.ui.live.status_lines import make_status_lines
from aavae.ui.live.watched import Watched
from tests.ui.live.runs import set_state, start_run


def make_line(run: Run, status: Status | None = None) -> str:
    return make_status_lines([(Watched(run, "#D55E00", ""), status or run.status)])


def read_text(line: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", line)).strip()


def test_a_line_says_how_far_and_how_fast_a_run_is() -> None:
    run = start_run("my-run", "vae")
    set_state(run, "running", 4)
    line = make_line(run)
    assert read_text(line) == (
        "my-run VAE running epoch 4 of 10 1,234 images/s, 1 min 05 s left cpu, bf16-mixed"
    )
    assert 'aria-valuenow="40"' in line


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status(state="waiting"), "Waits for its turn"),
        (Status(state="waiting", message="Behind two trainings."), "Behind two trainings."),
        (Status(state="running", total_steps=40), "Loading torch"),
        (Status(state="failed", step=4, total_steps=40, message="Too <fast>."), "Too &lt;fast&gt;."),
        (Status(state="running", processes=2, device="cuda", precision="bf16-mixed"), "2 × cuda, bf16-mixed"),
    ],
)
def test_a_line_says_what_there_is_to_know(status: Status, said: str) -> None:
    assert said in make_line(start_run("run"), status)


@pytest.mark.parametrize("state", ["stopped", "finished", "interrupted"])
def test_an_ended_run_has_no_pace(state: State) -> None:
    run = start_run("run")
    set_state(run, state, 4)
    assert "images/s" not in make_line(run)


def test_a_shipped_run_is_finished() -> None:
    run = next(run for run in list_runs() if run.shipped)
    assert 'aria-valuenow="100"' in make_line(run)
    assert "shipped finished" in read_text(make_line(run))


def test_problems_are_sentences_without_markup() -> None:
    assert '<p class="live-problem">No &lt;run&gt;.</p>' in make_status_lines([], ["No <run>."])
