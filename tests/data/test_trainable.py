from pathlib import Path

import numpy as np
import pytest

from aavae.config import ModelConfig, RunConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.data.trainable import check_images, check_trainable, take_image_size
from aavae.errors import UserError
from tests.degenerate import draw_set


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("train", "test", "message"),
    [([0], [0, 1], "1 training image:"), ([0, 1], [0], "1 test image:"), ([0, 1], [0, 1], None)],
)
def test_two_images_of_either_kind_are_needed(
    train: list[int], test: list[int], message: str | None, data: Path
) -> None:
    write_set(data, draw_set(train, test, "ab"), "drawn for a test")
    if message is None:
        check_trainable(RunConfig(data="tiny"))
        return
    with pytest.raises(UserError, match=message):
        check_trainable(RunConfig(data="tiny"))


def test_images_of_another_size_are_refused(data: Path) -> None:
    with pytest.raises(UserError, match="are 32x32, the model is set for 64x64"):
        check_trainable(RunConfig(model=ModelConfig(image_size=64)))


def test_a_set_that_is_not_here_or_damaged_is_a_sentence(data: Path) -> None:
    with pytest.raises(UserError, match="no image set 'tiny'"):
        check_trainable(RunConfig(data="tiny"))
    write_set(data, draw_set([0, 1], [0, 1], "ab"), "drawn for a test")
    (data / "tiny" / "train_images.npy").write_bytes(b"")
    with pytest.raises(UserError, match="damaged"):
        check_trainable(RunConfig(data="tiny"))


@pytest.mark.parametrize("size", [(33, 33), (32, 48), (14, 14)])
def test_a_size_that_no_run_can_have_is_a_sentence(size: tuple[int, int]) -> None:
    with pytest.raises(UserError, match=f"are {size[1]}x{size[0]}, and a run needs square ones of an even"):
        check_images(RunConfig(), "odd", 10, 10, size)


@pytest.mark.parametrize(("size", "expected"), [((64, 64), 64), ((33, 33), 32), ((48, 64), 32)])
def test_a_run_takes_the_size_of_its_images_where_it_can(
    data: Path, size: tuple[int, int], expected: int
) -> None:
    train, test = (ImageSet(np.zeros((2, 3, *size), np.uint8), np.zeros(2, np.int64), ("a",)) for _ in "ab")
    write_set(data, Dataset("mine", "mine", train, test, compute_digest(train, test)), "drawn for a test")
    config = RunConfig(data="mine", seed=3)
    assert take_image_size(config) == config.model_copy(update={"model": ModelConfig(image_size=expected)})
    assert take_image_size(RunConfig(data="gone")) == RunConfig(data="gone")
