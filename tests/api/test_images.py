from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aavae.api.images import find_dataset, load_images, read_pictures
from aavae.data.image_set import compute_digest
from aavae.data.store import load_dataset
from aavae.errors import UserError

IMAGES = np.random.default_rng(0).integers(0, 256, (3, 3, 32, 32), dtype=np.uint8)


def to_pictures(images: np.ndarray) -> list[Image.Image]:
    return [Image.fromarray(image.transpose(1, 2, 0)) for image in images]


def test_a_set_is_the_one_that_commands_load() -> None:
    assert load_images().digest == load_images("bundled").digest == load_dataset("bundled").digest


def test_a_part_is_evenly_spaced_and_named_by_its_numbers() -> None:
    whole, part = load_images(), load_images("bundled", num_train=20, num_test=10)
    assert (part.name, len(part.train), len(part.test)) == ("bundled-20-10", 20, 10)
    assert np.bincount(part.train.labels).tolist() == [2] * 10
    assert np.bincount(part.test.labels).tolist() == [1] * 10
    assert part.train.class_names == whole.train.class_names
    assert (part.train.images[-1] == whole.train.images[-1]).all()
    assert part.digest == compute_digest(part.train, part.test) != whole.digest


def test_of_one_split_the_other_stays_whole() -> None:
    part = load_images(num_train=100)
    assert (part.name, len(part.test)) == ("bundled-100-10000", 10_000)


@pytest.mark.parametrize("count", [1, 10_001, -3, 2.5, True, "10"])
def test_a_number_of_images_that_there_cannot_be_is_a_sentence(count: int) -> None:
    with pytest.raises(UserError, match=r"^num_train: give a whole number from 2 to 10,000, not .*\.$"):
        load_images(num_train=count)


def test_a_set_is_meant_by_its_name_or_itself() -> None:
    part = load_images(num_train=10, num_test=10)
    assert find_dataset(part) is part
    assert find_dataset("bundled").name == "bundled"
    with pytest.raises(UserError, match="there is no image set 'nothing'"):
        find_dataset("nothing")
    with pytest.raises(
        UserError, match="found by its name, such as 'bundled', not by a value of type ndarray"
    ):
        find_dataset(IMAGES)  # pyright: ignore[reportArgumentType]


def test_pictures_are_read_as_the_array_that_they_show() -> None:
    assert (read_pictures(to_pictures(IMAGES), 32) == IMAGES).all()
    assert (read_pictures(to_pictures(IMAGES)) == IMAGES).all()
    assert read_pictures(IMAGES, 32) is IMAGES
    assert read_pictures(IMAGES[:0]).shape == (0, 3, 32, 32)


def test_a_picture_of_another_size_or_mode_is_cropped_and_scaled(tmp_path: Path) -> None:
    left = Image.new("RGB", (200, 100), "red")
    left.paste("blue", (50, 0, 150, 100))
    grey = Image.new("L", (40, 40), 128)
    found = read_pictures([left, grey], 32)
    assert found.shape == (2, 3, 32, 32)
    assert found[0].reshape(3, -1).T.tolist() == [[0, 0, 255]] * 1024
    assert (found[1] == 128).all()


def test_a_file_that_was_opened_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpeg"
    Image.new("RGB", (800, 800), "green").save(path)
    with Image.open(path) as picture:
        assert read_pictures([picture], 32).shape == (1, 3, 32, 32)
        assert picture.size == (800, 800)


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (IMAGES / 255, "uint8 from 0 to 255, and these are float64: scale them"),
        (IMAGES.transpose(0, 2, 3, 1), r"put the channels second with \.transpose\(0, 3, 1, 2\)"),
        (IMAGES[0], r"\(3, 32, 32\): put a single one in a batch with image\[None\]"),
        (IMAGES[:, :1], r"\(3, 1, 32, 32\): give them that shape"),
        (IMAGES[:, :, :20], "square, and these have 32x20 pixels"),
        (
            IMAGES[:, :, :16, :16],
            "images of 32x32 pixels, and these have 16x16: scale them, or give pictures",
        ),
        (IMAGES[:, :, :0, :0], "square, and these have 0x0"),
        ("photo.png", "not a value of type str"),
        (None, "not a value of type NoneType"),
        (7, "not a value of type int"),
        ([], "the list of images is empty"),
        ([IMAGES[0]], "Pillow's pictures alone, and not a value of type ndarray"),
    ],
)
def test_anything_else_is_a_sentence(images: object, message: str) -> None:
    with pytest.raises(UserError, match=f"(?i){message}"):
        read_pictures(images, 32)  # pyright: ignore[reportArgumentType]


def test_without_a_size_pictures_have_one_of_their_own() -> None:
    for pictures in ([Image.new("RGB", (8, 8)), Image.new("RGB", (9, 9))], [Image.new("RGB", (8, 9))]):
        with pytest.raises(UserError, match="not squares of one size"):
            read_pictures(pictures)
