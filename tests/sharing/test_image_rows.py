import numpy as np

from aavae.data.image_set import Dataset
from aavae.data.pool import get_images, get_labels
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
from aavae.sharing.image_rows import count_rows, iterate_rows, shrink
from tests.conftest import draw_dataset, make_run


def test_they_are_the_pool_s_with_each_image_s_own_representation(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    rows = list(iterate_rows(subject, tiny_dataset, ["h", "mu"], "all"))
    ids = np.concatenate([part.ids for part in rows])
    assert ids.tolist() == list(range(420)) == list(range(count_rows(tiny_dataset, "all")))
    images = np.concatenate([part.images for part in rows])
    np.testing.assert_array_equal(images, get_images(tiny_dataset, ids))
    np.testing.assert_array_equal(
        np.concatenate([part.labels for part in rows]), get_labels(tiny_dataset, ids)
    )
    assert [part.split for part in rows for _ in part.ids] == ["test"] * 100 + ["train"] * 320
    test, train = (load_representations(subject, tiny_dataset, split) for split in ("test", "train"))
    for name in ("h", "mu"):
        found = np.concatenate([part.representations[name] for part in rows])
        np.testing.assert_array_equal(found, np.concatenate([getattr(test, name), getattr(train, name)]))


def test_the_test_images_can_be_alone(tiny_dataset: Dataset) -> None:
    rows = list(iterate_rows(find_subject("pixels"), tiny_dataset, ["h"], "test"))
    assert sum(len(part.ids) for part in rows) == count_rows(tiny_dataset, "test") == 100


def test_many_images_come_in_parts() -> None:
    dataset = draw_dataset(1_500, 20)
    counts = [len(part.ids) for part in iterate_rows(find_subject("pixels"), dataset, ["h"], "all")]
    assert counts == [20, 1_000, 500]


def test_pictures_that_are_small_enough_stay_as_they_are() -> None:
    images = np.random.default_rng(0).integers(0, 256, (2, 3, 8, 8), np.uint8)
    assert shrink(images, 8) is images
    blocks = np.repeat(np.repeat(images, 4, 2), 4, 3)
    np.testing.assert_array_equal(shrink(blocks, 8), images)
    assert shrink(np.zeros((1, 3, 8, 16), np.uint8), 4).shape == (1, 3, 2, 4)
