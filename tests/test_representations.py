import weakref

import numpy as np
import pytest
import torch

from aavae import representations
from aavae.config import ModelConfig, RunConfig
from aavae.data.image_set import Dataset
from aavae.methods import MethodName
from aavae.models import Model, Normalise, Posterior, build_untrained_model
from aavae.representations import compute_posterior, compute_representations, encode


def build(method: MethodName) -> Model:
    # A width that is no multiple of 16: torch draws normal numbers in groups of that many.
    return build_untrained_model(RunConfig(method=method, model=ModelConfig(latent_dim=9)), Normalise())


@pytest.fixture
def images(micro_dataset: Dataset) -> np.ndarray:
    return micro_dataset.test.images


def test_they_are_float32_rows_in_the_order_of_the_images(images: np.ndarray) -> None:
    model = build("vae")
    h, mu, z = compute_representations(model, images)
    assert (h.shape, mu.shape, z.shape) == ((20, 512), (20, 9), (20, 9))
    assert h.dtype == mu.dtype == z.dtype == np.float32
    with torch.inference_mode():
        alone = model.encode(torch.from_numpy(images[13:14]).float() / 255)
    np.testing.assert_allclose(h[13], alone.h[0], atol=1e-5)
    np.testing.assert_allclose(mu[13], alone.mu[0], atol=1e-5)


@pytest.mark.parametrize("method", ["vae", "simclr"])
@pytest.mark.parametrize("batch_size", [1, 7, 20])
def test_the_batch_size_changes_nothing_but_rounding(
    images: np.ndarray, method: MethodName, batch_size: int
) -> None:
    model = build(method)
    expected = compute_representations(model, images)
    for part, other in zip(
        compute_representations(model, images, batch_size=batch_size), expected, strict=True
    ):
        np.testing.assert_allclose(part, other, atol=1e-4, rtol=1e-4)


def test_z_is_a_function_of_the_seed(images: np.ndarray) -> None:
    model = build("vae")
    state = torch.get_rng_state()
    first, again, other = (compute_representations(model, images, seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first.z, again.z)
    assert np.abs(first.z - other.z).min(axis=1).max() > 0
    np.testing.assert_array_equal(first.mu, other.mu)
    assert torch.equal(torch.get_rng_state(), state)


def test_a_simclr_s_z_is_its_mu(images: np.ndarray) -> None:
    _, mu, z = compute_representations(build("simclr"), images)
    np.testing.assert_array_equal(z, mu)


def test_floats_in_the_unit_range_are_the_same_images(images: np.ndarray) -> None:
    model = build("vae")
    expected = compute_representations(model, images)
    actual = compute_representations(model, images.astype(np.float32) / 255)
    np.testing.assert_allclose(actual.h, expected.h, atol=1e-6)
    assert images.dtype == np.uint8


@pytest.mark.parametrize("method", ["vae", "simclr"])
def test_batches_are_joined_to_the_bit_and_not_kept_beside_the_whole(
    images: np.ndarray, method: MethodName, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = build(method)
    batches = torch.from_numpy(images).split(2)
    expected = [encode(model, batch) for batch in batches]
    alive: list[weakref.ref[torch.Tensor]] = []
    counts: list[int] = []

    def encode_and_count(model: Model, batch: torch.Tensor) -> Posterior:
        found = encode(model, batch)
        alive.append(weakref.ref(found.h))
        counts.append(sum(each() is not None for each in alive))
        return found

    monkeypatch.setattr(representations, "encode", encode_and_count)
    found = compute_posterior(model, images, batch_size=2)
    assert len(counts) == len(batches) == 10
    assert max(counts) <= 3
    assert torch.equal(found.h, torch.cat([each.h for each in expected]))
    assert torch.equal(found.mu, torch.cat([each.mu for each in expected]))
    log_vars = [each.log_var for each in expected if each.log_var is not None]
    assert (found.log_var is None) == (method == "simclr")
    if found.log_var is not None:
        assert torch.equal(found.log_var, torch.cat(log_vars))


def test_of_no_images_there_are_no_rows(images: np.ndarray) -> None:
    h, mu, z = compute_representations(build("vae"), images[:0])
    assert (h.shape, mu.shape, z.shape) == ((0, 512), (0, 9), (0, 9))
