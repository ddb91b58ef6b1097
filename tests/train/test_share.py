import pytest
import torch

from aavae.config import ModelConfig, RunConfig
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.methods import MethodName
from aavae.train.share import BatchShare, check_shares
from aavae.train.training_images import TrainingImages

CONFIG = RunConfig(method="aavae", batch_size=16, model=ModelConfig(latent_dim=8))


def build_shares(config: RunConfig, dataset: Dataset, num_processes: int) -> list[BatchShare]:
    images = TrainingImages(dataset.train.images, torch.device("cpu"))
    return [BatchShare(config, images, rank, num_processes) for rank in range(num_processes)]


@pytest.mark.parametrize("num_processes", [2, 4, 16])
def test_the_shares_together_are_the_batch_of_one_process(micro_dataset: Dataset, num_processes: int) -> None:
    indices = torch.randperm(64, generator=torch.Generator().manual_seed(3))[:16]
    (whole,) = build_shares(CONFIG, micro_dataset, 1)
    shares = build_shares(CONFIG, micro_dataset, num_processes)
    for _ in range(2):
        images = whole.take_images(indices)
        parts = [share.take_images(indices) for share in shares]
        assert torch.equal(torch.cat(parts), images)
        assert {len(part) for part in parts} == {16 // num_processes}
        views = torch.cat([share.draw_view(part) for share, part in zip(shares, parts, strict=True)])
        torch.testing.assert_close(views, whole.draw_view(images), atol=1e-5, rtol=0)
        assert torch.equal(torch.cat([share.draw_noise() for share in shares]), whole.draw_noise())


def test_without_augmentation_the_view_is_the_image(micro_dataset: Dataset) -> None:
    config = CONFIG.model_copy(update={"method": "vae"})
    share = build_shares(config, micro_dataset, 2)[1]
    images = share.take_images(torch.arange(16))
    assert share.draw_view(images) is images


@pytest.mark.parametrize(("method", "sees_all"), [("vae", False), ("aavae", True)])
def test_the_target_is_the_middle_and_so_is_the_view_of_who_sees_no_augmentation(
    micro_dataset: Dataset, method: MethodName, sees_all: bool
) -> None:
    config = CONFIG.model_copy(update={"method": method, "target_crop": 0.8})
    whole, cropping = (
        build_shares(config.model_copy(update={"target_crop": part}), micro_dataset, 1)[0]
        for part in (1, 0.8)
    )
    images = whole.take_images(torch.arange(16))
    assert whole.crop_target(images) is images
    target = cropping.crop_target(images)
    assert target.shape == images.shape
    assert not torch.equal(target, images)
    expected = whole.draw_view(images) if sees_all else target
    assert torch.equal(cropping.draw_view(images), expected)


def test_a_set_smaller_than_a_batch_is_shared_too(micro_dataset: Dataset) -> None:
    shares = build_shares(CONFIG.model_copy(update={"batch_size": 1000}), micro_dataset, 2)
    assert [len(share.take_images(torch.arange(64))) for share in shares] == [32, 32]
    assert [share.draw_noise().shape for share in shares] == [(32, 8), (32, 8)]


@pytest.mark.parametrize(("batch_size", "num_images", "fits"), [(16, 64, 4), (100, 64, 64), (6, 9, 3)])
def test_processes_that_divide_the_batch_share_it(batch_size: int, num_images: int, fits: int) -> None:
    check_shares(CONFIG.model_copy(update={"batch_size": batch_size}), num_images, fits)


@pytest.mark.parametrize(
    ("batch_size", "num_images", "num_processes", "step_images"),
    [(16, 64, 3, 16), (100, 63, 2, 63), (16, 64, 32, 16)],
)
def test_a_batch_that_cannot_be_shared_equally_is_a_user_error(
    batch_size: int, num_images: int, num_processes: int, step_images: int
) -> None:
    config = CONFIG.model_copy(update={"batch_size": batch_size})
    message = f"{num_processes} processes cannot share a batch of {step_images} images equally: choose"
    with pytest.raises(UserError, match=message):
        check_shares(config, num_images, num_processes)
