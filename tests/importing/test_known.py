import re
from typing import Any

import pytest
import torchvision.datasets

from aavae.data import cifar10
from aavae.importing.known import KNOWN_SETS, KnownSet
from aavae.importing.source import TEST, TRAIN, UNLABELLED


def list_their_checksums(known: KnownSet) -> dict[str, str]:
    """The MD5 of files by name, as torchvision has them."""
    theirs: Any = getattr(torchvision.datasets, known.torchvision_class)
    if hasattr(theirs, "resources"):
        return dict(theirs.resources)
    if hasattr(theirs, "split_list"):
        return {name: md5 for _, name, md5 in theirs.split_list.values()}
    meta = theirs.__dict__.get("meta")
    return {
        theirs.filename: theirs.tgz_md5,
        **dict(theirs.train_list + theirs.test_list),
        **({meta["filename"]: meta["md5"]} if meta else {}),
    }


@pytest.mark.parametrize("known", KNOWN_SETS.values(), ids=lambda known: known.name)
def test_the_checksums_are_those_of_torchvision(known: KnownSet) -> None:
    theirs = list_their_checksums(known)
    left_out = {name for layout in known.layouts.values() for name in layout.left_out}
    assert {name: md5 for name, md5 in theirs.items() if name not in left_out}.items() <= known.md5.items()
    others = known.md5.keys() - theirs.keys()
    assert all(re.search(r"(binary|matlab)\.tar\.gz$|ubyte$", name) for name in others)
    assert all(re.fullmatch("[0-9a-f]{32}", md5) for md5 in known.md5.values())


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_the_classes_are_those_of_torchvision(name: str) -> None:
    theirs = getattr(torchvision.datasets, KNOWN_SETS[name].torchvision_class).classes
    assert tuple(text.split(" - ")[0] for text in theirs) == KNOWN_SETS[name].class_names


def test_cifar10_is_what_it_was() -> None:
    known = KNOWN_SETS[cifar10.NAME]
    assert known.class_names == cifar10.CLASS_NAMES
    assert (known.num_train, known.num_test, known.size) == (50_000, 10_000, (32, 32))


def test_the_sets_have_as_many_pictures_as_they_are_known_for() -> None:
    counts = {
        name: (known.num_train, known.num_test, known.num_unlabelled) for name, known in KNOWN_SETS.items()
    }
    assert counts == {
        "cifar10": (50_000, 10_000, 0),
        "cifar100": (50_000, 10_000, 0),
        "stl10": (5_000, 8_000, 100_000),
        "svhn": (73_257, 26_032, 0),
        "mnist": (60_000, 10_000, 0),
        "fashion-mnist": (60_000, 10_000, 0),
    }


@pytest.mark.parametrize("known", KNOWN_SETS.values(), ids=lambda known: known.name)
def test_the_files_of_every_format_hold_the_whole_set(known: KnownSet) -> None:
    for layout in known.layouts.values():
        counts = {TRAIN: 0, TEST: 0, UNLABELLED: 0}
        for file in layout.files:
            counts[file.split] += file.num_pictures
        assert counts == {TRAIN: known.num_train, TEST: known.num_test, UNLABELLED: known.num_unlabelled}
        assert not layout.archive or layout.archive in known.md5
        assert len(set(layout.list_names())) == len(layout.list_names())


def test_names_and_classes_are_different() -> None:
    assert list(KNOWN_SETS) == ["cifar10", "cifar100", "stl10", "svhn", "mnist", "fashion-mnist"]
    assert [len(known.class_names) for known in KNOWN_SETS.values()] == [10, 100, 10, 10, 10, 10]
    for known in KNOWN_SETS.values():
        assert len(set(known.class_names)) == len(known.class_names)
        assert known.citation and known.use and not known.use.endswith(".")
