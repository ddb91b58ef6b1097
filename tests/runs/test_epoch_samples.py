from pathlib import Path

import numpy as np
import pytest
import torch

from aavae.config import HardwareConfig, ModelConfig, RunConfig
from aavae.data.image_set import Dataset
from aavae.methods import MethodName
from aavae.runs.epoch_samples import (
    EpochSamples,
    compute_epoch_samples,
    read_epoch_samples,
    save_epoch_samples,
)
from aavae.train.loop import Training


def compute(method: MethodName, dataset: Dataset, cpu: HardwareConfig) -> EpochSamples:
    config = RunConfig(method=method, model=ModelConfig(latent_dim=8))
    return compute_epoch_samples(Training(config, dataset, cpu), dataset)


def test_every_method_sees_the_same_augmented_images_and_pairs(
    micro_dataset: Dataset, cpu: HardwareConfig
) -> None:
    vae, aavae = (compute(method, micro_dataset, cpu) for method in ("vae", "aavae"))
    assert all(part.shape == (8, 3, 32, 32) and part.dtype == np.uint8 for part in vae[:3])
    np.testing.assert_array_equal(vae.originals[[0, -1]], micro_dataset.test.images[[0, -1]])
    np.testing.assert_array_equal(vae.inputs, aavae.inputs)
    assert (vae.inputs != vae.originals).any()
    assert vae.same.shape == vae.different.shape == (len(micro_dataset.test),)
    # Untrained, with one seed, the two are one network.
    np.testing.assert_array_equal(vae.same, aavae.same)


def test_a_model_without_a_decoder_has_pairs_alone(micro_dataset: Dataset, cpu: HardwareConfig) -> None:
    samples = compute("simclr", micro_dataset, cpu)
    assert samples.reconstructions.shape == (0, 3, 32, 32)
    assert len(samples.same) == len(micro_dataset.test)
    assert 0 <= samples.auc <= 1


def test_samples_do_not_disturb_training(micro_dataset: Dataset, cpu: HardwareConfig) -> None:
    training = Training(RunConfig(model=ModelConfig(latent_dim=8)), micro_dataset, cpu)
    before = [training.state_dict()[name].clone() for name in ("augment_generator", "noise_generator")]
    state = torch.get_rng_state()
    compute_epoch_samples(training, micro_dataset)
    after = [training.state_dict()[name] for name in ("augment_generator", "noise_generator")]
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))
    assert torch.equal(torch.get_rng_state(), state)


def test_saved_samples_come_back(micro_dataset: Dataset, cpu: HardwareConfig, tmp_path: Path) -> None:
    path = tmp_path / "samples" / "latest.npz"
    assert read_epoch_samples(path) is None
    samples = compute("vae", micro_dataset, cpu)
    save_epoch_samples(samples, path)
    read = read_epoch_samples(path)
    assert read is not None
    for mine, theirs in zip(samples, read, strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn"])
def test_damaged_samples_are_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "latest.npz").write_bytes(content)
    assert read_epoch_samples(tmp_path / "latest.npz") is None
