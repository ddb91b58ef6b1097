import numpy as np
import pytest
import torch

from aavae.errors import UserError
from aavae.evaluation.subject import find_subject
from aavae.representations import compute_representations
from aavae.runs.model import load_model
from aavae.runs.publish import publish
from aavae.runs.registry import find_run
from aavae.runs.status import Status, write_status
from tests.conftest import make_run


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


def test_statistics_keep_their_precision() -> None:
    run = make_run("mine")
    publish(run, "shipped")
    ours, theirs = (load_model(find_run(name)).state_dict() for name in ("mine", "shipped"))
    names = [name for name in ours if "running" in name or name.startswith("normalise")]
    assert names
    assert all(torch.equal(ours[name], theirs[name]) for name in names)


def test_an_unfinished_run_is_not_published() -> None:
    run = make_run("mine")
    write_status(run.layout.status, Status(state="stopped"))
    with pytest.raises(UserError, match="is stopped"):
        publish(run, "mine")
