from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from aavae.errors import UserError
from aavae.evaluation.subject import find_subject
from aavae.paths import runs_dir
from aavae.representations import compute_representations
from aavae.runs.model import load_model
from aavae.runs.publish import publish, publish_of_study
from aavae.runs.registry import Run, find_run
from aavae.runs.snapshots import list_snapshots
from aavae.runs.status import Status, write_status
from tests.conftest import make_run, make_snapshots


def test_a_published_run_is_a_quarter_of_the_size_and_represents_the_same() -> None:
    run = make_run("mine")
    layout = publish(run, "shipped")
    assert layout.weights.stat().st_size < 0.3 * run.layout.weights.stat().st_size
    shipped = find_run("shipped")
    assert shipped.shipped
    assert shipped.config == run.config
    assert shipped.metrics == run.metrics
    images = np.random.default_rng(0).integers(0, 256, (20, 3, 32, 32), dtype=np.uint8)
    ours, theirs = (
        compute_representations(load_model(find_run(name)), images) for name in ("mine", "shipped")
    )
    assert np.corrcoef(ours.h.ravel(), theirs.h.ravel())[0, 1] > 0.999
    assert find_subject("shipped").compute_digest() != find_subject("mine").compute_digest()


@pytest.mark.parametrize("name", ["pixels", "none", "../elsewhere"])
def test_a_name_that_no_run_can_have_publishes_nothing(name: str, checkpoints: Path) -> None:
    run = make_run("mine")
    with pytest.raises(UserError, match=f"'{name}' cannot name a run"):
        publish(run, name)
    run.layout.path.rename(runs_dir() / "untrained")
    with pytest.raises(UserError, match="'untrained' cannot name a run"):
        publish_of_study(find_run("untrained"))
    assert list(checkpoints.iterdir()) == []
    assert not (checkpoints.parent / "elsewhere").exists()


def test_statistics_keep_their_precision() -> None:
    run = make_run("mine")
    publish(run, "shipped")
    ours, theirs = (load_model(find_run(name)).state_dict() for name in ("mine", "shipped"))
    names = [name for name in ours if "running" in name or name.startswith("normalise")]
    assert names
    assert all(torch.equal(ours[name], theirs[name]) for name in names)


def test_a_published_run_brings_the_epochs_that_are_powers_of_four_and_none_of_the_run_it_replaces() -> None:
    layout = publish(make_snapshots(make_run("old"), 0, 1, 2, 4, 8, 16), "shipped")
    assert list_snapshots(layout.snapshots) == [0, 1, 4, 16]
    layout = publish(make_snapshots(make_run("new"), 0, 1), "shipped")
    assert list_snapshots(layout.snapshots) == [0, 1]
    layout = publish(make_snapshots(make_run("other"), 0, 1), "shipped", snapshots=False)
    assert list_snapshots(layout.snapshots) == []


def test_a_model_of_a_study_is_smaller_and_in_no_list() -> None:
    run = make_run("mine")
    whole, layout = publish(run, "shipped"), publish_of_study(run)
    assert layout.weights.stat().st_size < 0.8 * whole.weights.stat().st_size
    assert (layout.path.parent.name, layout.path.name) == ("_studies", "mine")
    assert find_run(str(layout.path)).is_of_study
    images = np.random.default_rng(0).integers(0, 256, (20, 3, 32, 32), dtype=np.uint8)
    ours, theirs = (
        compute_representations(load_model(find_run(place)), images) for place in ("mine", str(layout.path))
    )
    assert np.corrcoef(ours.h.ravel(), theirs.h.ravel())[0, 1] > 0.99


@pytest.mark.parametrize("publish_run", [lambda run: publish(run, "mine"), publish_of_study])
def test_an_unfinished_run_is_not_published(publish_run: Callable[[Run], object]) -> None:
    run = make_run("mine")
    write_status(run.layout.status, Status(state="stopped"))
    with pytest.raises(UserError, match="is stopped"):
        publish_run(run)


def test_a_published_run_is_not_published_onto_itself_and_stays_as_it_is() -> None:
    layout = publish(make_run("mine"), "shipped")
    before = layout.weights.read_bytes()
    with pytest.raises(UserError, match="'shipped' is published already"):
        publish(find_run("shipped"), "shipped")
    assert layout.weights.read_bytes() == before


def test_a_run_that_cannot_be_read_leaves_what_is_shipped() -> None:
    layout = publish(make_run("old"), "shipped")
    before = layout.weights.read_bytes()
    damaged = make_run("damaged")
    damaged.layout.weights.write_bytes(b"garbage")
    with pytest.raises(UserError, match="cannot be read"):
        publish(damaged, "shipped")
    assert layout.weights.read_bytes() == before
