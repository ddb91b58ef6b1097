from pathlib import Path

import numpy as np
import torch

from aavae.config import HardwareConfig, ModelConfig, RunConfig
from aavae.data.image_set import Dataset
from aavae.methods import MethodName
from aavae.runs.samples import Samples, compute_samples, save_samples
from aavae.train.loop import Training


def compute(method: MethodName, dataset: Dataset, cpu: HardwareConfig) -> Samples | None:
    config = RunConfig(method=method, model=ModelConfig(latent_dim=8))
    return compute_samples(Training(config, dataset, cpu), dataset)


def test_an_autoencoder_sees_the_original(micro_dataset: Dataset, cpu: HardwareConfig) -> None:
    samples = compute("vae", micro_dataset, cpu)
    assert samples is not None
    assert all(part.shape == (8, 3, 32, 32) and part.dtype == np.uint8 for part in samples)
    np.testing.assert_array_equal(samples.originals[[0, -1]], micro_dataset.test.images[[0, -1]])
    np.testing.assert_array_equal(samples.inputs, samples.originals)
    assert (samples.reconstructions != samples.originals).any()


def test_an_aavae_sees_the_same_augmented_images_each_time(
    micro_dataset: Dataset, cpu: HardwareConfig
) -> None:
    first, again = (compute("aavae", micro_dataset, cpu) for _ in range(2))
    assert first is not None
    assert again is not None
    np.testing.assert_array_equal(first.inputs, again.inputs)
    np.testing.assert_array_equal(first.reconstructions, again.reconstructions)
    assert (first.inputs != first.originals).any()


def test_a_model_without_a_decoder_has_none(micro_dataset: Dataset, cpu: HardwareConfig) -> None:
    assert compute("simclr", micro_dataset, cpu) is None


def test_samples_do_not_disturb_training(micro_dataset: Dataset, cpu: HardwareConfig) -> None:
    training = Training(RunConfig(model=ModelConfig(latent_dim=8)), micro_dataset, cpu)
    before = [training.state_dict()[name].clone() for name in ("augment_generator", "noise_generator")]
    state = torch.get_rng_state()
    compute_samples(training, micro_dataset)
    after = [training.state_dict()[name] for name in ("augment_generator", "noise_generator")]
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))
    assert torch.equal(torch.get_rng_state(), state)


def test_saved_samples_come_back(tmp_path: Path) -> None:
    arrays = np.random.default_rng(0).integers(0, 256, (3, 2, 3, 4, 4), np.uint8)
    path = tmp_path / "samples" / "latest.npz"
    save_samples(Samples(*arrays), path)
    with np.load(path) as file:
        for name, array in zip(Samples._fields, arrays, strict=True):
            np.testing.assert_array_equal(file[name], array)
    assert list(path.parent.iterdir()) == [path]
