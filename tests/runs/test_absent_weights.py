"""Why a run has no weights: it ships so, they are gone, or it has only begun."""

import pytest

from aavae.__main__ import main
from aavae.config import RunConfig
from aavae.runs.absent_weights import explain_absence
from aavae.runs.registry import create_run, list_study_runs
from aavae.runs.status import Status, write_status
from aavae.studies.pitfalls import plan_runs


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes with the product, which the other tests of runs leave out."""
    monkeypatch.delenv("AAVAE_CHECKPOINTS", raising=False)


@pytest.mark.usefixtures("shipped")
def test_a_shipped_run_names_a_command_that_trains_it() -> None:
    bare = [run for run in list_study_runs() if not run.has_weights]
    assert bare
    for run in bare:
        assert "came with the app without its weights" in explain_absence(run)
        assert f"python -m aavae pitfalls {run.name} trains it anew." in explain_absence(run)
        assert run.name in plan_runs()


@pytest.mark.parametrize(("state", "said"), [("finished", "are gone"), ("running", "no weights yet")])
def test_one_s_own_run_has_lost_them_or_is_to_wait_for(state: str, said: str) -> None:
    run = create_run("mine", RunConfig(method="vae", data="bundled"))
    write_status(run.layout.status, Status.model_validate({"state": state}))
    assert said in explain_absence(run)


@pytest.mark.usefixtures("shipped")
def test_a_command_says_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reconstruct", "pitfall-crops"]) == 2
    assert "python -m aavae pitfalls pitfall-crops trains it anew" in capsys.readouterr().err
