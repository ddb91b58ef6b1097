import numpy as np

from aavae.data.image_set import Dataset
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
from aavae.representations import compute_representations
from aavae.runs.model import load_model
from aavae.runs.snapshots import snapshot_path
from tests.conftest import make_run, make_snapshots


def test_the_splits_do_not_share_the_noise_of_z(tiny_dataset: Dataset) -> None:
    make_run("mine")
    noises = []
    for split in ("train", "test"):
        representations = load_representations(find_subject("mine"), tiny_dataset, split)
        noises.append((representations.z - representations.mu)[:50].ravel())
    assert abs(np.corrcoef(*noises)[0, 1]) < 0.1


def test_representations_are_computed_once_and_stay_in_order(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    first = load_representations(subject, tiny_dataset, "train")
    again = load_representations(subject, tiny_dataset, "train")
    assert all(np.array_equal(*pair) for pair in zip(first, again, strict=True))
    assert len(first.h) == len(tiny_dataset.train)


def test_an_epoch_is_represented_by_the_weights_of_its_snapshot(tiny_dataset: Dataset) -> None:
    run = make_snapshots(make_run("mine"), 0, 1)
    images = tiny_dataset.test.images
    for epoch in (0, 1):
        model = load_model(run, snapshot_path(run.layout.snapshots, epoch))
        representations = load_representations(find_subject(f"mine@{epoch}"), tiny_dataset, "test")
        np.testing.assert_array_equal(representations.mu, compute_representations(model, images).mu)


def test_pixels_are_their_own_h(tiny_dataset: Dataset) -> None:
    representations = load_representations(find_subject("pixels"), tiny_dataset, "test")
    np.testing.assert_array_equal(
        representations.h, tiny_dataset.test.images.reshape(100, -1) / np.float32(255)
    )
    assert representations.mu.shape == (100, 0)
