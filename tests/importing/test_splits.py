import numpy as np
import pytest

from aavae.importing.source import NO_SPLIT, SPLITS, TEST, TRAIN, UNLABELLED, VALIDATION
from aavae.importing.splits import (
    draw_test_rows,
    drop_lone_split,
    find_split,
    find_split_word,
    recognise_split,
)


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("train", TRAIN),
        ("Train", TRAIN),
        ("TRAINING", TRAIN),
        ("test", TEST),
        ("Testing", TEST),
        ("val", VALIDATION),
        ("Valid", VALIDATION),
        ("validation", VALIDATION),
        ("dev", VALIDATION),
        ("unlabeled", UNLABELLED),
        ("Unlabelled", UNLABELLED),
        ("trains", NO_SPLIT),
        ("", NO_SPLIT),
        ("train ", NO_SPLIT),
        ("cat", NO_SPLIT),
    ],
)
def test_splits_are_recognised_by_their_names(name: str, split: str) -> None:
    assert recognise_split(name) == split
    assert split in SPLITS


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("seg_train", TRAIN),
        ("train-00000-of-00002", TRAIN),
        ("Training set", TRAIN),
        ("test2017", TEST),
        ("my.val.labels", VALIDATION),
        ("train_test_labels", NO_SPLIT),
        ("train_training", TRAIN),
        ("trainer", NO_SPLIT),
        ("contest", NO_SPLIT),
        ("", NO_SPLIT),
    ],
)
def test_a_word_of_a_name_is_a_split(name: str, split: str) -> None:
    assert find_split_word(name) == split


@pytest.mark.parametrize("alone", [TEST, VALIDATION])
def test_pictures_to_test_on_alone_are_a_set_without_a_split(alone: str) -> None:
    splits, notes = drop_lone_split(np.array([alone, UNLABELLED, alone]))
    assert splits.tolist() == [NO_SPLIT, UNLABELLED, NO_SPLIT]
    assert len(notes) == 1
    assert notes[0].startswith(f"There are {alone} pictures and none to train on")


def test_unlabelled_pictures_alone_are_a_set_without_a_split() -> None:
    splits, notes = drop_lone_split(np.array([UNLABELLED, UNLABELLED]))
    assert (splits.tolist(), notes) == ([NO_SPLIT, NO_SPLIT], ())


@pytest.mark.parametrize(
    "given", [[TRAIN], [TRAIN, TEST], [TEST, VALIDATION], [NO_SPLIT], [TEST, NO_SPLIT], [TRAIN, UNLABELLED]]
)
def test_other_splits_stay(given: list[str]) -> None:
    splits, notes = drop_lone_split(np.array(given))
    assert (splits.tolist(), notes) == (given, ())


class TestDrawTestRows:
    def test_each_class_gives_the_same_share(self) -> None:
        labels = np.repeat([0, 1, 2, -1], [100, 50, 10, 20])
        chosen = draw_test_rows(labels, 0.2, 0)
        assert chosen.dtype == bool
        assert [int(chosen[labels == label].sum()) for label in (0, 1, 2, -1)] == [20, 10, 2, 4]

    def test_the_order_of_the_classes_does_not_matter(self) -> None:
        labels = np.random.default_rng(0).integers(0, 5, 200)
        chosen = draw_test_rows(labels, 0.25, 3)
        for label in range(5):
            assert chosen[labels == label].sum() == round(0.25 * (labels == label).sum())

    def test_a_seed_decides_which(self) -> None:
        labels = np.zeros(100, np.int64)
        first, again, other = (draw_test_rows(labels, 0.2, seed) for seed in (0, 0, 1))
        np.testing.assert_array_equal(first, again)
        assert (first != other).any()
        # Not the first, nor every fifth.
        assert len(set(np.diff(np.flatnonzero(first)))) > 2

    @pytest.mark.parametrize("share", [0.001, 0.5, 0.999])
    def test_of_two_one_is_drawn_and_one_stays(self, share: float) -> None:
        assert draw_test_rows(np.array([0, 1, 0, 1]), share, 0).sum() == 2
        chosen = draw_test_rows(np.zeros(10, np.int64), share, 0)
        assert 1 <= chosen.sum() <= 9

    def test_one_alone_stays(self) -> None:
        assert draw_test_rows(np.array([0, 1, -1]), 0.5, 0).tolist() == [False] * 3

    def test_none_give_none(self) -> None:
        assert draw_test_rows(np.array([], np.int64), 0.5, 0).tolist() == []


@pytest.mark.parametrize(
    ("path", "split"),
    [
        ("train-00000-of-00002.parquet", "train"),
        ("data/test-00000-of-00001-2a1b.parquet", "test"),
        ("cifar10_validation.npz", "val"),
        ("default/train/0000.parquet", "train"),
        ("unlabeled/0.tar", "unlabelled"),
        ("Test/train-1.tar", "train"),
        ("trainer.parquet", ""),
        ("contest/attest.parquet", ""),
    ],
)
def test_a_word_of_the_name_or_the_nearest_folder_gives_the_split(path: str, split: str) -> None:
    assert find_split(path.split("/")) == split
