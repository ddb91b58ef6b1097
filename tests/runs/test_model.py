import pytest
import torch

from aavae.config import ModelConfig, RunConfig
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.models import Normalise, build_untrained_model
from aavae.runs.model import load_model
from aavae.runs.registry import Run, create_run
from aavae.runs.snapshots import snapshot_path
from aavae.train.channel_statistics import compute_channel_statistics
from aavae.train.state import save_weights
from tests.conftest import make_snapshots

CONFIG = RunConfig(method="vae", model=ModelConfig(latent_dim=8))


@pytest.fixture
def run() -> Run:
    return create_run("run", CONFIG)


def test_the_model_is_the_saved_one_in_evaluation_mode(run: Run, micro_dataset: Dataset) -> None:
    statistics = compute_channel_statistics(micro_dataset.train.images)
    saved = build_untrained_model(CONFIG.model_copy(update={"seed": 5}), Normalise(*statistics))
    save_weights(saved.state_dict(), run.layout.weights)
    state = torch.get_rng_state()
    loaded = load_model(run)
    assert torch.equal(torch.get_rng_state(), state)
    assert not any(module.training for module in loaded.modules())
    assert torch.equal(loaded.normalise.mean.flatten(), statistics[0])
    images = torch.rand(2, 3, 32, 32)
    with torch.inference_mode():
        for part, expected in zip(loaded.encode(images), saved.eval().encode(images), strict=True):
            assert part is not None
            assert expected is not None
            assert torch.equal(part, expected)


def test_half_precision_weights_give_a_float32_model(run: Run) -> None:
    weights = build_untrained_model(CONFIG, Normalise()).half().state_dict()
    save_weights(weights, run.layout.weights)
    model = load_model(run)
    assert {p.dtype for p in model.parameters()} == {torch.float32}
    with torch.inference_mode():
        assert model.encode(torch.rand(2, 3, 32, 32)).mu.dtype == torch.float32


def test_a_snapshot_loads_in_place_of_the_run_s_own_weights(run: Run) -> None:
    save_weights(build_untrained_model(CONFIG, Normalise()).state_dict(), run.layout.weights)
    make_snapshots(run, 1)
    images = torch.rand(2, 3, 32, 32)
    with torch.inference_mode():
        own, snapshot = (
            load_model(run, weights).encode(images).mu
            for weights in (None, snapshot_path(run.layout.snapshots, 1))
        )
    assert not torch.allclose(own, snapshot, rtol=0.1)


def test_a_run_without_weights_is_a_user_error(run: Run) -> None:
    with pytest.raises(UserError, match="'run' has no weights yet"):
        load_model(run)


def test_truncated_weights_are_a_user_error(run: Run) -> None:
    save_weights(build_untrained_model(CONFIG, Normalise()).state_dict(), run.layout.weights)
    with run.layout.weights.open("rb+") as file:
        file.truncate(100_000)
    with pytest.raises(UserError, match="cannot be read"):
        load_model(run)


@pytest.mark.parametrize("other", [RunConfig(method="vae"), RunConfig(method="simclr", model=CONFIG.model)])
def test_weights_of_another_model_are_a_user_error(run: Run, other: RunConfig) -> None:
    save_weights(build_untrained_model(other, Normalise()).state_dict(), run.layout.weights)
    with pytest.raises(UserError, match=r"do not fit its config\.json"):
        load_model(run)
