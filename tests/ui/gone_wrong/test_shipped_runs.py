"""The runs that ship went wrong as their page says, and are those that the command trains."""

import pytest

from aavae.data.store import load_dataset
from aavae.evaluation.subject import find_subject
from aavae.paths import study_models_dir
from aavae.runs.registry import list_study_runs
from aavae.studies.pitfall_evidence import evaluate_evidence
from aavae.studies.pitfalls import PITFALLS, WITH_WEIGHTS, plan_runs
from aavae.ui.gone_wrong.outcome import Pair, find_pair

BY_NAME = {pitfall.name: pitfall for pitfall in PITFALLS}
MOST_BYTES = 6 * 2**20
"""Of all files together: whoever clones the product fetches them."""


def find(name: str) -> Pair:
    pair = find_pair(BY_NAME[name])
    assert pair is not None and pair.wrong.run.shipped and pair.healthy.run.shipped
    return pair


def test_they_are_what_the_command_trains_and_some_have_their_weights() -> None:
    shipped = {run.name: run for run in list_study_runs() if run.name.startswith("pitfall-")}
    assert {name: run.config for name, run in shipped.items()} == plan_runs()
    assert {name for name, run in shipped.items() if run.has_weights} == set(WITH_WEIGHTS)
    files = [file for path in study_models_dir().glob("pitfall-*") for file in path.iterdir()]
    assert sum(file.stat().st_size for file in files) < MOST_BYTES


def test_the_learning_rate_explodes() -> None:
    losses = find("learning-rate").wrong.steps.losses
    assert losses.max() > 10 * losses[0]
    assert find("learning-rate").healthy.steps.losses.max() < 1.5 * losses[0]


def test_beta_takes_most_of_what_the_latents_keep() -> None:
    pair = find("beta-10")
    assert pair.wrong.evidence.kl < 0.5 * pair.healthy.evidence.kl
    assert pair.wrong.evidence.mse > 1.1 * pair.healthy.evidence.mse


def test_the_collapsed_model_says_the_same_of_every_image() -> None:
    pair = find("collapse")
    assert pair.wrong.evidence.num_active == 0 and pair.wrong.evidence.kl < 0.1
    assert pair.wrong.evidence.variation < 0.001 < 0.3 < pair.healthy.evidence.variation


def test_two_latents_stop_early() -> None:
    pair = find("latent-2")
    assert pair.wrong.read_last("reconstruction") > 100 + pair.healthy.read_last("reconstruction")


def test_the_loss_of_a_small_batch_jumps() -> None:
    pair = find("batch-4")
    assert pair.wrong.jump > 4 * pair.healthy.jump


def test_tiny_crops_leave_little_to_learn_from() -> None:
    pair = find("crops")
    assert pair.wrong.read_last("reconstruction") > pair.healthy.read_last("reconstruction")
    assert pair.wrong.evidence.mse > pair.healthy.evidence.mse


@pytest.mark.slow
@pytest.mark.parametrize("name", ["collapse", "latent-2"])
def test_what_is_said_of_a_model_is_so_of_its_shipped_weights(name: str) -> None:
    outcome = find(name).wrong
    computed = evaluate_evidence(find_subject(outcome.run.name), load_dataset("bundled"))
    assert computed.mse == pytest.approx(outcome.evidence.mse, rel=1e-3)
    assert computed.num_active == outcome.evidence.num_active
    assert computed.kl == pytest.approx(outcome.evidence.kl, rel=1e-2, abs=1e-4)
    assert (computed.originals == outcome.evidence.originals).all()
