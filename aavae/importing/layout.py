"""What the folders of pictures mean: splits, classes, or neither."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from unicodedata import normalize

from aavae.importing.files import FileEntry
from aavae.importing.source import NO_SPLIT, SPLITS, TEST, TRAIN, UNLABELLED, VALIDATION
from aavae.importing.splits import find_split_word, recognise_split
from aavae.kept_text import kept_ntext, kept_text
from aavae.language import N_

_NO_CLASSES = frozenset({"all", "data", "image", "images", "img", "imgs", "photos", "pictures"})
"""What the only folder in the folder of a split may be called without being a class."""

Folder = tuple[str, ...]
"""The parts of a folder's path, as in `FileEntry.path`."""


class Place(NamedTuple):
    """What the pictures of a folder are.

    Attributes:
        split: one of `SPLITS`.
        class_name: their class; "" where they have no label.
    """

    split: str
    class_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What the folders of pictures mean.

    Attributes:
        places: of each folder whose pictures are taken.
        reasons: of each of the other folders, why its pictures are left out, for `show_text`.
        has_classes: whether the folders are classes.
        notes: what was decided on the way, each a sentence for `show_text`.
    """

    places: Mapping[Folder, Place] = field(default_factory=dict)
    reasons: Mapping[Folder, str] = field(default_factory=dict)
    has_classes: bool = False
    notes: tuple[str, ...] = ()


def find_layout(pictures: Sequence[FileEntry]) -> Layout:
    """Finds out what the folders of pictures mean.

    A folder in the folder of a split is a class: `.../train/cat/`. Without splits, folders at one depth, that
    in which most pictures of a given path lie, are classes if they have at least two names. Where neither is
    so, the pictures have no labels; they may lie in the folders of splits. What most pictures say, holds:
    a few that are given by themselves, beside folders of classes, are left out.
    """
    counts = Counter(entry.path[:-1] for entry in pictures)
    recognise = _choose_recognise(counts)
    children: defaultdict[Folder, set[str]] = defaultdict(set)
    for folder in counts:
        for end in range(len(folder)):
            children[folder[:end]].add(folder[end])
    classes: dict[Folder, Place] = {}
    flat: dict[Folder, Place] = {}
    unlabelled: dict[Folder, Place] = {}
    rest: list[Folder] = []
    for folder in counts:
        above, name = ("", "", *folder)[-2:]
        own, parent = _find_own_split(folder, children, recognise), recognise(above)
        if UNLABELLED in (own, parent):
            unlabelled[folder] = Place(UNLABELLED)
        elif own:
            flat[folder] = Place(own)
        elif parent:
            classes[folder] = Place(parent, normalize("NFC", name))
        else:
            rest.append(folder)

    names = {place.class_name.lower() for place in classes.values()}
    if len(names) == 1 and names <= _NO_CLASSES:
        flat |= {folder: Place(place.split) for folder, place in classes.items()}
        classes = {}

    def count(folders: Sequence[Folder] | Mapping[Folder, Place]) -> int:
        return sum(counts[folder] for folder in folders)

    if count(rest) > count(classes) + count(flat):
        return _without_splits(rest, counts, [*classes, *flat], unlabelled)
    if _are_mostly_classes(classes, flat, counts):
        reasons = {
            folder: kept_text("it lies in {folder}/ itself, not in the folder of a class", folder=folder[-1])
            for folder in flat
        }
        reasons |= dict.fromkeys(rest, N_("it does not lie in the folder of a class in that of a split"))
        return Layout(places=classes | unlabelled, reasons=reasons, has_classes=True)
    reasons = {
        folder: kept_text("it lies in a folder of its own in {folder}/", folder=folder[-2])
        for folder in classes
    }
    reasons |= dict.fromkeys(rest, N_("it does not lie in the folder of a split"))
    return Layout(places=flat | unlabelled, reasons=reasons)


def _choose_recognise(folders: Mapping[Folder, int]) -> Callable[[str], str]:
    """Splits are named by a word alone, or else, where one of them trains, by a word among others.

    Such folders have folders of classes, or are all that there is: a class may be called "train station".
    """
    names = {name for folder in folders for name in folder[-2:]}
    if {TRAIN, TEST, VALIDATION}.isdisjoint(map(recognise_split, names)):
        above = set(map(find_split_word, {folder[-2] for folder in folders if len(folder) > 1})) - {NO_SPLIT}
        own = set(map(find_split_word, {folder[-1] for folder in folders if folder}))
        if any(TRAIN in found and len(found) > 1 and NO_SPLIT not in found for found in (above, own)):
            return find_split_word
    return recognise_split


def _find_own_split(
    folder: Folder, children: Mapping[Folder, set[str]], recognise: Callable[[str], str]
) -> str:
    """The split that a folder's own name stands for; none for a class "train" among other vehicles."""
    split = recognise(folder[-1]) if folder else NO_SPLIT
    if split in (NO_SPLIT, UNLABELLED):
        return split
    beside = {recognise(name) for name in children[folder[:-1]]}
    return NO_SPLIT if NO_SPLIT in beside and len(beside - {UNLABELLED}) == 2 else split


def _are_mostly_classes(
    classes: Mapping[Folder, Place], flat: Mapping[Folder, Place], counts: Mapping[Folder, int]
) -> bool:
    """By the training pictures, if there are any: those to test on often have no labels where these have."""
    for splits in ((TRAIN,), (TRAIN, TEST, VALIDATION)):
        in_classes, others = (
            sum(counts[folder] for folder, place in places.items() if place.split in splits)
            for places in (classes, flat)
        )
        if in_classes or others:
            return in_classes >= others
    return False


def _without_splits(
    rest: Sequence[Folder], counts: Counter[Folder], others: Sequence[Folder], unlabelled: dict[Folder, Place]
) -> Layout:
    depths: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for folder in rest:
        depths[folder[0] if folder else ""][len(folder)] += counts[folder]
    usual = {top: found.most_common(1)[0][0] for top, found in depths.items()}
    chosen = [folder for folder in rest if len(folder) == usual[folder[0] if folder else ""]]
    names = {normalize("NFC", folder[-1]) for folder in chosen if folder}
    if len(names) > 1 and 2 * counts[()] < sum(counts[folder] for folder in chosen):
        chosen = [folder for folder in chosen if folder]
    has_classes = len(names) > 1 and () not in chosen
    reasons = dict.fromkeys([*rest, *others], N_("it lies at another depth than most of the pictures"))
    for folder in chosen:
        del reasons[folder]
    places = {
        folder: Place(NO_SPLIT, normalize("NFC", folder[-1]) if has_classes and folder else "")
        for folder in chosen
    }
    notes = (_describe_merged(chosen, names),) if has_classes and len(names) < len(set(chosen)) else ()
    return Layout(places=places | unlabelled, reasons=reasons, has_classes=has_classes, notes=notes)


def _describe_merged(folders: Sequence[Folder], names: set[str]) -> str:
    parents = sorted({"/".join(folder[:-1]) + "/" for folder in folders})
    shown = ", ".join(parents[:4]) + (", ..." if len(parents) > 4 else "")
    return kept_text(
        "Folders of the same name in {parents} are one class: {num_folders} folders, {num_classes} classes.",
        parents=shown,
        num_folders=len(folders),
        num_classes=len(names),
    )


def describe_folders(layout: Layout) -> str:
    """How many classes or folders with pictures there are, and in which splits, in words for `show_text`."""
    if layout.has_classes:
        places = {place for place in layout.places.values() if place.class_name}
        total = len({place.class_name for place in places})
        text = kept_ntext("folders of {count} class", "folders of {count} classes", total, count=total)
    else:
        places = list(layout.places.values())
        total = len(places)
        text = kept_ntext("{count} folder with pictures", "{count} folders with pictures", total, count=total)
    found = Counter(place.split for place in places)
    if set(found) == {NO_SPLIT}:
        return text
    counts = tuple(_describe_count(split, found[split]) for split in SPLITS if found[split])
    return kept_text("{folders}: {counts}", folders=text, counts=counts)


def _describe_count(split: str, count: int) -> str:
    if not split:
        return kept_text("{count} in no split", count=count)
    return kept_text("{count} in {split}", count=count, split=split)
