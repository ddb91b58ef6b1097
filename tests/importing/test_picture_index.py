import time

import pytest

from aavae.importing.files import FileEntry
from aavae.importing.picture_index import AMBIGUOUS, MISSING, PictureIndex
from tests.patience import scale


def make_index(*paths: str) -> PictureIndex:
    return PictureIndex([FileEntry(tuple(path.split("/")), 1, 0, None) for path in paths])


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("1.png", 0),
        ("1", 0),
        (" 1.png ", 0),
        ("./1.png", 0),
        ("images/1.png", 0),
        ("images\\1.png", 0),
        ("set/images/1.png", 0),
        ("/kaggle/input/set/images/1.png", 0),
        ("C:\\Users\\Jo\\1.png", 0),
        ("https://example.org/images/1.png", 0),
        ("elsewhere/1", 0),
        ("2.jpg", 1),
        ("2", 1),
        ("b.c", 2),
        ("b.c.jpeg", 2),
        ("K\u00e4se.png", 3),
        ("Ka\u0308se", 3),
        ("3.png", MISSING),
        ("1.jpg", MISSING),
        ("", MISSING),
        ("/", MISSING),
        ("..", MISSING),
    ],
)
def test_pictures_are_found_by_their_names(name: str, row: int) -> None:
    index = make_index("set/images/1.png", "set/images/2.jpg", "set/images/b.c.jpeg", "set/Ka\u0308se.png")
    assert index.find(name) == row


def test_folders_tell_pictures_of_one_name_apart() -> None:
    index = make_index("set/train/1.png", "set/test/1.png", "set/test/2.png")
    assert [index.find(name) for name in ("train/1.png", "test/1", "set/test/1.png")] == [0, 1, 1]
    assert index.find("1.png") == AMBIGUOUS
    assert index.find("1.png", near=("set", "test")) == 1
    assert index.find("1.png", near=("set",), split="train") == 0
    assert index.find("1.png", near=("set",), split="val") == AMBIGUOUS
    assert index.find("1.png", near=("other",)) == AMBIGUOUS


def test_a_folder_that_is_there_must_agree() -> None:
    index = make_index("set/train/1.png", "set/test/2.png")
    assert index.find("test/1.png") == MISSING
    assert index.find("elsewhere/1.png") == 0


def test_beside_the_table_goes_before_below() -> None:
    index = make_index("set/1.png", "set/small/1.png")
    assert index.find("1.png", near=("set",)) == 0


def test_an_exact_name_goes_before_one_without_its_ending() -> None:
    index = make_index("set/1.png.jpg", "set/1.png")
    assert index.find("1.png") == 1


def test_whether_a_name_has_its_ending() -> None:
    index = make_index("set/1.png", "set/a/b.c.jpg")
    assert [index.has_ending(name) for name in ("1.png", "a/b.c.jpg", "1", "b.c", "2.png", "")] == [
        True
    ] * 2 + [False] * 4


@pytest.mark.slow
def test_many_are_found_in_seconds() -> None:
    index = make_index(*(f"set/{n % 100}/{n}.png" for n in range(100_000)))
    most = scale(5)
    start = time.process_time()
    assert all(index.find(f"{n % 100}/{n}.png") == n for n in range(0, 100_000, 2))
    assert time.process_time() - start < most
