import pytest

from aavae.importing.files import FileEntry
from aavae.importing.layout import Layout, Place, describe_folders, find_layout
from aavae.importing.source import NO_SPLIT, TEST, TRAIN, UNLABELLED


def arrange(**counts: int) -> Layout:
    """The layout of folders, with underscores for slashes, of so many pictures each."""
    return find_layout(
        [
            FileEntry(
                ("set", *folder.split("_"), f"{number}.png") if folder != "top" else ("set", f"{number}.png"),
                1,
                0,
                None,
            )
            for folder, count in counts.items()
            for number in range(count)
        ]
    )


def list_places(layout: Layout) -> dict[str, Place]:
    return {"/".join(folder[1:]): place for folder, place in layout.places.items()}


def test_folders_in_those_of_splits_are_classes() -> None:
    layout = arrange(train_cat=2, train_dog=1, test_cat=1, unlabeled=9, other=1)
    assert layout.has_classes
    assert list_places(layout) == {
        "train/cat": Place(TRAIN, "cat"),
        "train/dog": Place(TRAIN, "dog"),
        "test/cat": Place(TEST, "cat"),
        "unlabeled": Place(UNLABELLED),
    }
    assert layout.reasons == {("set", "other"): "it does not lie in the folder of a class in that of a split"}
    assert describe_folders(layout) == "folders of 2 classes: 2 in train, 1 in test"


def test_else_folders_at_the_usual_depth_are_classes() -> None:
    layout = arrange(cat=5, dog=5, top=2, dog_small=3)
    assert layout.has_classes
    assert list_places(layout) == {"cat": Place(NO_SPLIT, "cat"), "dog": Place(NO_SPLIT, "dog")}
    assert set(layout.reasons) == {("set",), ("set", "dog", "small")}
    assert describe_folders(layout) == "folders of 2 classes"


def give_alone(*folders: str, alone: int) -> Layout:
    """The layout of two pictures in each folder, and of some that are given by themselves."""
    pictures = [FileEntry(("set", folder, f"{n}.png"), 1, 0, None) for folder in folders for n in range(2)]
    return find_layout([*pictures, *(FileEntry((f"{n}.png",), 1, 1, None) for n in range(alone))])


def test_a_few_pictures_beside_folders_of_classes_cost_no_labels() -> None:
    layout = give_alone("cat", "dog", alone=1)
    assert layout.has_classes
    assert layout.reasons == {(): "it lies at another depth than most of the pictures"}
    assert not give_alone("cat", "dog", alone=4).has_classes
    assert not give_alone("cat", alone=1).has_classes


def test_else_there_are_no_classes() -> None:
    layout = arrange(images=5, images_small=3)
    assert not layout.has_classes
    assert list_places(layout) == {"images": Place(NO_SPLIT)}
    assert describe_folders(layout) == "1 folder with pictures"
    layout = arrange(train=5, test=3)
    assert not layout.has_classes
    assert describe_folders(layout) == "2 folders with pictures: 1 in train, 1 in test"


@pytest.mark.parametrize(
    ("counts", "has_classes"),
    [
        ({"train": 9, "train_extra": 2, "test": 1}, False),
        ({"train": 2, "train_cat": 9, "test": 30}, True),
        ({"train": 30, "test_cat": 9, "test_dog": 9}, False),
        ({"train_cat": 5, "a": 9, "b": 9}, True),
        ({"train_cat": 5, "a": 9}, False),
        ({"train_cat": 9, "a": 5}, True),
    ],
)
def test_what_most_pictures_say_holds(counts: dict[str, int], has_classes: bool) -> None:
    layout = arrange(**counts)
    assert layout.has_classes is has_classes
    # Each folder is taken, or left out for a reason.
    assert len(layout.places) + len(layout.reasons) == len(counts)
    assert not set(layout.places) & set(layout.reasons)


def test_nothing_is_no_classes() -> None:
    assert find_layout([]) == Layout()
