from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from aavae.data.image_set import Dataset
from aavae.data.pool import (
    NO_LABEL,
    choose_ids,
    count_images,
    describe,
    get_classes,
    get_images,
    get_labels,
    name_images,
    split_ids,
    take,
)
from aavae.errors import UserError


def test_ids_run_through_the_test_images_and_then_the_training_images(
    draw_dataset: Callable[..., Dataset],
) -> None:
    dataset = draw_dataset()
    ids = np.arange(count_images(dataset))
    np.testing.assert_array_equal(
        get_images(dataset, ids), np.concatenate([dataset.test.images, dataset.train.images])
    )
    np.testing.assert_array_equal(
        get_labels(dataset, ids), np.concatenate([dataset.test.labels, dataset.train.labels])
    )


@pytest.mark.parametrize("seed", range(3))
def test_images_come_in_the_order_of_their_ids(seed: int, draw_dataset: Callable[..., Dataset]) -> None:
    dataset = draw_dataset()
    ids = np.random.default_rng(seed).integers(0, count_images(dataset), 30)
    both = np.concatenate([dataset.test.images, dataset.train.images])
    images = get_images(dataset, ids)
    np.testing.assert_array_equal(images, both[ids])
    assert images.dtype == np.uint8
    assert get_labels(dataset, ids).dtype == np.int64


@pytest.mark.parametrize("ids", [[4, 0, 4, 2], [16, 6, 11, 16], [5, 6], [17, 0]])
def test_images_of_one_split_alone_come_in_the_order_of_their_ids_too(
    ids: list[int], draw_dataset: Callable[..., Dataset]
) -> None:
    dataset = draw_dataset()
    images = np.concatenate([dataset.test.images, dataset.train.images])
    labels = np.concatenate([dataset.test.labels, dataset.train.labels])
    np.testing.assert_array_equal(get_images(dataset, np.array(ids)), images[ids])
    np.testing.assert_array_equal(get_labels(dataset, np.array(ids)), labels[ids])


def test_a_small_map_has_evenly_spaced_test_images_alone(draw_dataset: Callable[..., Dataset]) -> None:
    # 6 test images and 12 training images, sorted by class.
    dataset = draw_dataset()
    np.testing.assert_array_equal(choose_ids(dataset, 3), [0, 2, 5])
    np.testing.assert_array_equal(choose_ids(dataset, 6), np.arange(6))
    assert choose_ids(dataset, 3).dtype == np.int64


def test_a_larger_map_has_all_test_images_and_evenly_spaced_training_images(
    draw_dataset: Callable[..., Dataset],
) -> None:
    dataset = draw_dataset()
    np.testing.assert_array_equal(choose_ids(dataset, 8), [*range(6), 6, 17])
    assert choose_ids(dataset, 8).dtype == np.int64
    for num_points in (18, 19, 10**6):
        np.testing.assert_array_equal(choose_ids(dataset, num_points), np.arange(18))


@pytest.mark.parametrize("num_points", range(1, 20))
def test_every_size_has_that_many_different_images_in_order(
    num_points: int, draw_dataset: Callable[..., Dataset]
) -> None:
    ids = choose_ids(draw_dataset(), num_points)
    assert len(ids) == min(num_points, 18)
    assert (np.diff(ids) > 0).all()


def test_an_image_is_called_by_its_row_in_its_own_split(draw_dataset: Callable[..., Dataset]) -> None:
    dataset = draw_dataset()
    assert describe(dataset, 0) == "test image 0, a"
    assert describe(dataset, 5) == "test image 5, c"
    assert describe(dataset, 6) == "training image 0, a"
    assert describe(dataset, 17) == "training image 11, c"
    assert describe(dataset, 2) == "test image 2, b"
    assert describe(dataset, 10) == "training image 4, b"


def test_rows_of_the_training_images_are_not_needed_for_test_images(
    draw_dataset: Callable[..., Dataset],
) -> None:
    dataset = draw_dataset()
    taken = take(dataset, np.array([3, 1]), np.arange(12.0).reshape(6, 2), np.empty((0, 2)))
    np.testing.assert_array_equal(taken, [[6, 7], [2, 3]])


def test_no_ids_are_no_images(draw_dataset: Callable[..., Dataset]) -> None:
    assert get_images(draw_dataset(), np.array([], np.int64)).shape == (0, 3, 5, 7)


@pytest.mark.parametrize("id", [-1, 18, 10**9])
def test_an_image_that_does_not_exist_is_refused(id: int, draw_dataset: Callable[..., Dataset]) -> None:
    dataset = draw_dataset()
    message = f"There is no image {id}: choose one from 0 to 17"
    for look in (get_images, get_labels, split_ids):
        with pytest.raises(UserError, match=message):
            look(dataset, np.array([2, id]))
    with pytest.raises(UserError, match=message):
        describe(dataset, id)


@pytest.mark.parametrize("num_points", [0, -5])
def test_a_map_of_nothing_is_refused(num_points: int, draw_dataset: Callable[..., Dataset]) -> None:
    with pytest.raises(UserError, match="at least 1 image"):
        choose_ids(draw_dataset(), num_points)


def test_images_without_a_label_are_a_class_of_their_own(tiny_dataset: Dataset) -> None:
    test = tiny_dataset.test
    labels = np.where(np.arange(len(test)) < 50, test.labels, -1)
    part = replace(tiny_dataset, test=replace(test, labels=labels))
    classes, names = get_classes(part, np.array([3, 60]))
    assert [names[label] for label in classes] == [names[test.labels[3]], NO_LABEL]
    assert name_images(part, np.array([3, 60])) == [names[test.labels[3]], "image 60"]
    assert describe(part, 60) == "test image 60"
    classes, names = get_classes(tiny_dataset, np.array([3, 60]))
    assert NO_LABEL not in names
    assert classes.tolist() == test.labels[[3, 60]].tolist()
