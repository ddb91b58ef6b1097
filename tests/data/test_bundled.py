import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aavae.data import cifar10
from aavae.data.bundled import FOLDER, choose_sample, load_bundled, read_bundled_meta, write_bundled
from aavae.data.image_set import Dataset, compute_digest
from aavae.errors import UserError

Draw = Callable[..., Dataset]


@pytest.fixture(scope="module")
def bundled() -> Dataset:
    return load_bundled()


def test_the_shipped_images_are_those_that_the_digest_was_made_of(bundled: Dataset) -> None:
    assert compute_digest(bundled.train, bundled.test) == bundled.digest == read_bundled_meta().digest


def test_the_shipped_sample_has_the_promised_images(bundled: Dataset) -> None:
    assert bundled.name == "bundled"
    assert bundled.title == "bundled sample, 10,000 training images"
    for split in (bundled.train, bundled.test):
        assert split.images.shape == (10_000, 3, 32, 32)
        assert split.class_names == cifar10.CLASS_NAMES
        np.testing.assert_array_equal(split.labels, np.repeat(np.arange(10), 1_000))
        assert split.images.flags.writeable


def test_no_training_image_is_a_test_image_or_there_twice(bundled: Dataset) -> None:
    train = {image.tobytes() for image in bundled.train.images}
    assert len(train) == 10_000
    assert not train & {image.tobytes() for image in bundled.test.images}


def test_the_mean_colour_is_that_of_cifar10(bundled: Dataset) -> None:
    published = [0.4914, 0.4822, 0.4465]  # of all 50,000 training images
    for split in (bundled.train, bundled.test):
        mean = split.images.mean(axis=(0, 2, 3)) / 255
        np.testing.assert_allclose(mean, published, atol=0.006)


def test_a_sample_survives_its_sheets_bit_for_bit(tmp_path: Path, draw_dataset: Draw) -> None:
    dataset = draw_dataset()
    write_bundled(dataset, "drawn", tmp_path)
    found = load_bundled(tmp_path)
    np.testing.assert_array_equal(found.train.images, dataset.train.images)
    assert compute_digest(found.train, found.test) == found.digest == dataset.digest


def test_the_choice_is_balanced_in_order_and_a_function_of_the_seed(draw_dataset: Draw) -> None:
    complete = draw_dataset()
    sample = choose_sample(complete, num_per_class=2, seed=3)
    assert sample.train.labels.tolist() == [0, 0, 1, 1, 2, 2]
    positions = [
        next(index for index, image in enumerate(complete.train.images) if (image == chosen).all())
        for chosen in sample.train.images
    ]
    assert positions == sorted(positions)
    assert sample.digest == choose_sample(complete, num_per_class=2, seed=3).digest
    assert sample.test is complete.test
    assert sample.title == "bundled sample, 6 training images"


def test_every_image_is_equally_likely_to_be_chosen(draw_dataset: Draw) -> None:
    complete = draw_dataset()
    images = complete.train.images.copy()
    images[:, 0, 0, 0] = np.arange(12)
    complete = replace(complete, train=replace(complete.train, images=images))
    counts = np.zeros(12)
    for seed in range(2_000):
        counts[choose_sample(complete, num_per_class=1, seed=seed).train.images[:, 0, 0, 0]] += 1
    # Each of the 4 images of a class is expected 500 times; the standard deviation is 19.4.
    assert np.abs(counts - 500).max() < 4 * 19.4


def test_unsorted_or_unequal_classes_cannot_be_written(tmp_path: Path, draw_dataset: Draw) -> None:
    dataset = draw_dataset()
    train = replace(dataset.train, labels=dataset.train.labels[::-1].copy())
    with pytest.raises(ValueError, match="not sorted by class"):
        write_bundled(replace(dataset, train=train), "drawn", tmp_path)


@pytest.mark.parametrize("damage", ["missing", "truncated", "no sheet", "no description"])
def test_damaged_files_are_a_user_error(tmp_path: Path, draw_dataset: Draw, damage: str) -> None:
    write_bundled(draw_dataset(), "drawn", tmp_path)
    sheet = tmp_path / "test" / "b.webp"
    if damage == "missing":
        sheet.unlink()
    elif damage == "truncated":
        sheet.write_bytes(sheet.read_bytes()[:-30])
    elif damage == "no sheet":
        shutil.copy(tmp_path / "train" / "b.webp", sheet)
        sheet.write_bytes(b"no sheet")
    else:
        (tmp_path / "meta.json").unlink()
    with pytest.raises(UserError, match=r"bundled images in .* are damaged .*restore"):
        len(load_bundled(tmp_path).test.images)


def test_images_are_decoded_at_their_first_use_and_once(tmp_path: Path, draw_dataset: Draw) -> None:
    drawn = draw_dataset()
    write_bundled(drawn, "drawn", tmp_path)
    found = load_bundled(tmp_path)
    shutil.rmtree(tmp_path / "train")
    np.testing.assert_array_equal(found.train.labels, drawn.train.labels)
    assert len(found.train) == len(drawn.train)
    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(lambda _: found.test.images, range(4))
    assert all(images is first for images in others)
    copy = replace(found.test, labels=found.test.labels[::-1])
    assert copy.images is first
    assert copy.image_shape == first.shape[1:]
    np.testing.assert_array_equal(copy.take(np.array([3, 1])), first[[3, 1]])
    with pytest.raises(UserError, match="damaged"):
        len(found.train.images)
    assert not hasattr(found.test, "pixels")


def test_a_few_images_are_taken_from_the_sheets_of_their_classes(tmp_path: Path, draw_dataset: Draw) -> None:
    drawn = draw_dataset()
    write_bundled(drawn, "drawn", tmp_path)
    found = load_bundled(tmp_path)
    for split in ("train", "test"):
        (tmp_path / split / f"{drawn.train.class_names[-1]}.webp").unlink()
    for images, opened in ((drawn.train, found.train), (drawn.test, found.test)):
        assert opened.image_shape == images.image_shape == images.images.shape[1:]
        rows = np.flatnonzero(images.labels < 2)[::-1]
        np.testing.assert_array_equal(opened.take(rows), images.images[rows])
        assert opened.take(rows[:0]).shape == (0, *images.image_shape)
        with pytest.raises(UserError, match="damaged"):
            opened.take(np.array([len(images) - 1]))
        assert "images" not in vars(opened)


def test_the_shipped_files_are_one_sheet_a_class_and_the_description() -> None:
    sheets = {f"{split}/{name}.webp" for split in ("train", "test") for name in cifar10.CLASS_NAMES}
    found = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*")}
    assert found == sheets | {"meta.json"}
