from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from aavae.config import RunConfig
from aavae.data.store import load_dataset
from aavae.models import Normalise, build_untrained_model
from aavae.representations import compute_representations
from aavae.runs.model import load_model
from aavae.runs.registry import find_run
from aavae.train.compact import Weights, halve, quantise, restore
from aavae.train.state import load_weights, save_weights

CONFIG = RunConfig(method="vae")


@pytest.fixture(scope="module")
def weights() -> Weights:
    return build_untrained_model(CONFIG, Normalise()).state_dict()


def is_statistic(name: str) -> bool:
    return "running" in name or "num_batches" in name or name.startswith("normalise")


@pytest.mark.parametrize("compact", [halve, quantise, lambda weights: weights])
def test_every_form_restores_to_the_names_shapes_and_types_of_the_model(
    compact: Callable[[Weights], Weights], weights: Weights
) -> None:
    restored = restore(compact(weights))
    assert restored.keys() == weights.keys()
    for name, value in weights.items():
        assert restored[name].shape == value.shape
        assert restored[name].dtype == value.dtype
    build_untrained_model(CONFIG, Normalise()).load_state_dict(restored)


@pytest.mark.parametrize("compact", [halve, quantise])
def test_statistics_stay_to_the_bit(compact: Callable[[Weights], Weights], weights: Weights) -> None:
    # A variance of a million is beyond half precision.
    large = {name: value * 1e6 if "running_var" in name else value for name, value in weights.items()}
    restored = restore(compact(large))
    names = [name for name in large if is_statistic(name)]
    assert names
    assert all(torch.equal(restored[name], large[name]) for name in names)


def test_rounding_moves_a_weight_by_at_most_a_254th_of_the_largest_of_its_output(weights: Weights) -> None:
    restored = restore(quantise(weights))
    for name, value in weights.items():
        if value.ndim > 1 and not is_statistic(name):
            largest = value.flatten(1).abs().amax(1, keepdim=True)
            moved = (restored[name] - value).flatten(1).abs()
            assert bool((moved <= largest / 254 * (1 + 1e-5)).all()), name


def test_a_larger_step_leaves_fewer_levels() -> None:
    weights = {"weight": torch.randn(8, 2000, generator=torch.Generator().manual_seed(0))}
    fine, coarse = quantise(weights), quantise(weights, step=0.25)
    assert int(fine["weight"].abs().max()) == 127
    assert 10 < int(coarse["weight"].abs().max()) < 20
    errors = (restore(coarse)["weight"] - weights["weight"]).square().mean().sqrt()
    assert float(errors) == pytest.approx(0.25 / 12**0.5, rel=0.05)


def test_outputs_of_very_different_size_are_as_exact_as_one_another() -> None:
    kernel = torch.randn(3, 4, 2, 2) * torch.tensor([1e-6, 1.0, 1e6]).view(3, 1, 1, 1)
    errors = (restore(quantise({"weight": kernel}))["weight"] - kernel).flatten(1).norm(dim=1)
    assert bool((errors < 0.01 * kernel.flatten(1).norm(dim=1)).all())


def test_an_output_of_zeros_stays_zero() -> None:
    restored = restore(quantise({"weight": torch.zeros(2, 3)}))["weight"]
    assert torch.equal(restored, torch.zeros(2, 3))


def test_a_kernel_in_channels_last_memory_is_the_same_kernel() -> None:
    kernel = torch.randn(4, 3, 2, 2)
    moved = kernel.contiguous(memory_format=torch.channels_last)
    assert torch.equal(restore(quantise({"k": kernel}))["k"], restore(quantise({"k": moved}))["k"])


def test_a_file_of_either_form_loads_and_is_a_half_or_a_quarter_of_the_size(
    weights: Weights, tmp_path: Path
) -> None:
    sizes = {}
    for name, compact in (("whole", weights), ("half", halve(weights)), ("int8", quantise(weights))):
        path = tmp_path / f"{name}.safetensors"
        save_weights(compact, path)
        loaded, expected = load_weights(path), restore(compact)
        assert loaded.keys() == expected.keys()
        assert all(torch.equal(loaded[key], expected[key]) for key in expected)
        sizes[name] = path.stat().st_size
    assert sizes["half"] < 0.52 * sizes["whole"]
    assert sizes["int8"] < 0.27 * sizes["whole"]


@pytest.mark.parametrize("name", ["aavae", "vae", "simclr"])
def test_a_model_with_the_weights_of_a_study_represents_images_much_as_before(name: str) -> None:
    images = load_dataset("bundled").test.images[::50]
    run = find_run(name)
    model = load_model(run)
    before = compute_representations(model, images)
    model.load_state_dict(restore(quantise(load_weights(run.layout.weights), step=0.15)))
    after = compute_representations(model, images)
    for ours, theirs in ((before.h, after.h), (before.mu, after.mu)):
        # Measured: 7 to 16 %; a linear probe's accuracy moves by 0.2 points at most.
        assert 0 < np.linalg.norm(theirs - ours) < 0.2 * np.linalg.norm(ours - ours.mean(0))
