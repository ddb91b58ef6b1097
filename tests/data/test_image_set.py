from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from aavae.data.image_set import Dataset, ImageSet, compute_digest, to_uint8

IMAGES = np.zeros((4, 3, 2, 2), np.uint8)
LABELS = np.array([0, 0, 1, 1], np.int64)


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        (IMAGES.astype(np.float32), LABELS),
        (IMAGES.transpose(0, 2, 3, 1), LABELS),
        (IMAGES[0], LABELS),
        (IMAGES, LABELS.astype(np.int32)),
        (IMAGES, LABELS[:3]),
        (IMAGES, LABELS + 1),
        (IMAGES, LABELS - 2),
        (IMAGES, LABELS - 1),
    ],
    ids=[
        "float",
        "channels last",
        "one image",
        "int32",
        "too few labels",
        "label too high",
        "label below -1",
        "unlabelled before labelled",
    ],
)
def test_images_and_labels_of_another_form_are_refused(images: np.ndarray, labels: np.ndarray) -> None:
    ImageSet(IMAGES, LABELS, ("a", "b"))
    with pytest.raises(ValueError, match=r"images are|labels are|labels outside|without a label before"):
        ImageSet(images, labels, ("a", "b"))


def test_images_without_a_label_come_after_those_with_one() -> None:
    part = ImageSet(IMAGES, np.array([0, 1, -1, -1], np.int64), ("a", "b"))
    assert part.num_labelled == len(part.labelled) == 2
    assert part.labelled.labels.tolist() == [0, 1]
    assert np.shares_memory(part.labelled.images, IMAGES)
    whole = ImageSet(IMAGES, LABELS, ("a", "b"))
    assert whole.labelled is whole
    none = ImageSet(IMAGES, np.full(4, -1, np.int64), ())
    assert none.num_labelled == len(none.labelled) == 0


def test_a_probe_needs_labels_to_train_on_and_labels_to_be_judged_by() -> None:
    whole, none = (ImageSet(IMAGES, labels, ("a", "b")) for labels in (LABELS, np.full(4, -1, np.int64)))
    pairs = [(whole, whole), (whole, none), (none, whole), (none, none)]
    datasets = [Dataset("set", "a set", train, test, "") for train, test in pairs]
    assert [dataset.has_labels for dataset in datasets] == [True, False, False, False]


def test_length_is_the_number_of_images() -> None:
    assert len(ImageSet(IMAGES, LABELS, ("a", "b"))) == 4


def test_digest_depends_on_every_part_of_the_contents(draw_dataset: Callable[..., Dataset]) -> None:
    train, test = draw_dataset().train, draw_dataset().test
    pixel = train.images.copy()
    pixel[-1, -1, -1, -1] ^= 1
    label = test.labels.copy()
    label[0] = 1
    variants = [
        (replace(train, images=pixel), test),
        (train, replace(test, labels=label)),
        (replace(train, class_names=("a", "b", "d")), test),
        (test, train),
        (replace(train, images=train.images.reshape(12, 3, 7, 5)), test),
    ]
    digests = {compute_digest(*variant) for variant in variants}
    assert len(digests) == len(variants)
    assert compute_digest(train, test) not in digests


def test_digest_is_the_same_for_equal_contents_in_any_memory_layout(
    draw_dataset: Callable[..., Dataset],
) -> None:
    dataset = draw_dataset()
    strided = replace(dataset.train, images=np.asfortranarray(dataset.train.images))
    assert compute_digest(strided, dataset.test) == dataset.digest


def test_digest_of_a_known_set_never_changes() -> None:
    image_set = ImageSet(IMAGES, LABELS, ("a", "b"))
    assert compute_digest(image_set, image_set) == (
        "7f2e4720050d19d69d94058c1803ce736701347bb296bd023ad3e5e5b0fb8ae4"
    )


def test_floats_become_pixels_and_pixels_stay_as_they_are() -> None:
    assert to_uint8(np.array([-0.5, 0, 0.5, 1, 1.5])).tolist() == [0, 0, 128, 255, 255]
    assert to_uint8(IMAGES) is IMAGES
