import numpy as np
import pytest

from aavae.errors import UserError
from aavae.importing.plan import choose_plan, count_classes
from aavae.importing.settings import ImportSettings
from aavae.importing.source import Skipped
from tests.importing.sources import make_source

DEFAULTS = ImportSettings()


def test_given_splits_are_kept_and_sorted_by_class_then_name() -> None:
    source = make_source(["test", "train", "train", "test", "train"], [1, 1, 0, 0, 1], names=list("edcba"))
    plan = choose_plan(source, DEFAULTS)
    assert plan.train.tolist() == [2, 4, 1]
    assert plan.test.tolist() == [3, 0]
    assert count_classes(source, plan) == (("a", 1, 1), ("b", 2, 1))


def test_a_known_order_is_kept_within_each_class() -> None:
    source = make_source(["train", "train", "train", "test", "test"], [1, 0, 1, 0, 1], names=list("edcba"))
    assert choose_plan(source, DEFAULTS).train.tolist() == [1, 2, 0]
    ordered = make_source(
        ["train", "train", "train", "test", "test"], [1, 0, 1, 0, 1], names=list("edcba"), keeps_order=True
    )
    assert choose_plan(ordered, DEFAULTS).train.tolist() == [1, 0, 2]


def test_a_split_is_drawn_from_each_class_by_the_seed() -> None:
    labels = [0] * 50 + [1] * 10 + [2] * 2
    source = make_source([""] * 62, labels)
    plan = choose_plan(source, DEFAULTS)
    assert count_classes(source, plan) == (("a", 40, 10), ("b", 8, 2), ("c", 1, 1))
    assert sorted([*plan.train.tolist(), *plan.test.tolist()]) == list(range(62))
    again, other = (choose_plan(source, ImportSettings(seed=seed)) for seed in (0, 1))
    assert again.test.tolist() == plan.test.tolist() != other.test.tolist()
    assert "20%" in plan.notes[-1]
    assert "seed 0" in plan.notes[-1]


def test_without_a_test_split_only_pictures_with_labels_become_test_images() -> None:
    source = make_source(["train"] * 10 + ["unlabelled"] * 90, [0, 1] * 5 + [-1] * 90)
    plan = choose_plan(source, DEFAULTS)
    assert plan.labels[plan.test].tolist() == [0, 1]
    assert len(plan.train) == 98
    assert (plan.labels[plan.train] >= 0).tolist() == [True] * 8 + [False] * 90


def test_without_labels_a_split_is_drawn_from_all() -> None:
    plan = choose_plan(make_source([""] * 10, [-1] * 10, class_names=()), DEFAULTS)
    assert (len(plan.train), len(plan.test)) == (8, 2)


def test_labels_of_the_unlabelled_split_are_not_looked_at() -> None:
    source = make_source(["train", "test", "unlabelled"], [0, 0, 0])
    plan = choose_plan(source, DEFAULTS)
    assert plan.labels.tolist() == [0, 0, -1]
    assert plan.train.tolist() == [0, 2]


def test_validation_pictures_join_training_or_are_left_out_or_are_the_test() -> None:
    both = make_source(["train", "val", "test"], [0, 0, 0])
    joined = choose_plan(both, DEFAULTS)
    assert (joined.train.tolist(), joined.test.tolist(), joined.skipped) == ([0, 1], [2], ())
    assert "joined the training images" in joined.notes[0]
    without = choose_plan(both, ImportSettings(validation="leave-out"))
    assert (without.train.tolist(), without.test.tolist()) == ([0], [2])
    assert without.skipped == (Skipped("1.png", "in the validation split, which is to be left out"),)
    alone = choose_plan(make_source(["train", "val"], [0, 0]), DEFAULTS)
    assert (alone.train.tolist(), alone.test.tolist()) == ([0], [1])
    assert "is the test image" in alone.notes[0]


def test_pictures_in_no_split_are_left_out_and_named_where_others_are_in_one() -> None:
    plan = choose_plan(make_source(["train", "", "test"], [0, 0, 0]), DEFAULTS)
    assert (plan.train.tolist(), plan.test.tolist()) == ([0], [2])
    assert plan.skipped == (Skipped("1.png", "in no split, while others are in one"),)


def test_test_pictures_alone_are_split_anew() -> None:
    plan = choose_plan(make_source(["test"] * 10, [0] * 10), DEFAULTS)
    assert (len(plan.train), len(plan.test)) == (8, 2)
    assert any("none to train on" in note for note in plan.notes)


def test_unlabelled_pictures_join_those_without_a_split() -> None:
    plan = choose_plan(make_source([""] * 10 + ["unlabelled"] * 5, [0] * 10 + [-1] * 5), DEFAULTS)
    assert (len(plan.train), len(plan.test), plan.skipped) == (13, 2, ())


def test_a_test_split_without_labels_is_left_out_where_training_pictures_have_some() -> None:
    plan = choose_plan(make_source(["train"] * 10 + ["test"] * 5, [0] * 10 + [-1] * 5), DEFAULTS)
    assert (len(plan.train), len(plan.test)) == (8, 2)
    assert len(plan.skipped) == 5
    assert "without labels" in plan.skipped[0].reason
    without = choose_plan(make_source(["train"] * 10 + ["test"] * 5, [-1] * 15, class_names=()), DEFAULTS)
    assert (len(without.train), len(without.test)) == (10, 5)


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_pictures_are_refused(count: int) -> None:
    with pytest.raises(UserError, match=f"found {count} picture.*at least two"):
        choose_plan(make_source([""] * count, [0] * count), DEFAULTS)


def test_two_pictures_are_enough() -> None:
    plan = choose_plan(make_source(["", ""], [-1, -1], class_names=()), DEFAULTS)
    assert (len(plan.train), len(plan.test)) == (1, 1)


def test_classes_of_one_picture_leave_none_to_test_with() -> None:
    with pytest.raises(UserError, match=r"every class has one picture alone.*give more pictures"):
        choose_plan(make_source([""] * 3, [0, 1, 2]), DEFAULTS)
    plan = choose_plan(make_source([""] * 4, [0, 1, 2, 2]), DEFAULTS)
    assert (len(plan.train), len(plan.test)) == (3, 1)


def test_a_class_of_one_split_alone_is_refused_by_name() -> None:
    with pytest.raises(UserError, match="train has images of b, test has none"):
        choose_plan(make_source(["train", "test", "train"], [0, 0, 1]), DEFAULTS)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([(28, 28)] * 3, 32),
        ([(32, 32)] * 3, 32),
        ([(500, 375)] * 3, 64),
        ([(96, 96)] * 3, 96),
        ([(128, 200)] * 3, 128),
        ([(20, 30), (40, 500), (300, 400)], 32),
        ([(20, 30), (90, 70), (300, 400)], 64),
    ],
)
def test_the_size_follows_the_shorter_sides(sizes: list[tuple[int, int]], expected: int) -> None:
    contents = [np.zeros((*size, 3), np.uint8) for size in sizes]
    source = make_source([""] * 3, [0] * 3, contents)
    assert choose_plan(source, DEFAULTS).size == expected
    assert choose_plan(source, ImportSettings(size=128)).size == 128
