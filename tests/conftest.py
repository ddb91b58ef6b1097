import shutil
from collections.abc import Iterator

import numpy as np
import pytest
import torch

from aavae.config import HardwareConfig
from aavae.data.image_set import Dataset, ImageSet, compute_digest

CLASS_NAMES = tuple("abcdefghij")


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """Results to the last bit need the same number of threads everywhere."""
    torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def own_directories(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Runs and caches of this test alone, deleted afterwards: a run's state is tens of megabytes."""
    base = tmp_path_factory.mktemp("aavae")
    monkeypatch.setenv("AAVAE_RUNS", str(base / "runs"))
    monkeypatch.setenv("AAVAE_CACHE", str(base / "cache"))
    yield
    shutil.rmtree(base, ignore_errors=True)


def draw_dataset(num_train: int, num_test: int) -> Dataset:
    """Draw images of ten classes: a class is a blurred pattern in some colours, an image adds noise."""
    rng = np.random.default_rng(0)
    patterns = np.kron(rng.integers(64, 192, (10, 3, 4, 4)), np.ones((8, 8)))

    def draw(count: int) -> ImageSet:
        labels = np.arange(count, dtype=np.int64) % 10
        images = patterns[labels] + rng.normal(0, 40, (count, 3, 32, 32))
        return ImageSet(images.clip(0, 255).astype(np.uint8), labels, CLASS_NAMES)

    train, test = draw(num_train), draw(num_test)
    return Dataset("tiny", f"tiny, {num_train} training images", train, test, compute_digest(train, test))


@pytest.fixture(scope="session")
def tiny_dataset() -> Dataset:
    """Classes that a model can learn: 320 training and 100 test images."""
    return draw_dataset(320, 100)


@pytest.fixture(scope="session")
def micro_dataset() -> Dataset:
    """For claims about bits and files: 64 training and 20 test images, four steps of 16."""
    return draw_dataset(64, 20)


@pytest.fixture(scope="session")
def cpu() -> HardwareConfig:
    """The CPU in 32 bits, where results are the same to the last bit."""
    return HardwareConfig(accelerator="cpu", precision="32-true")
