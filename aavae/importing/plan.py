"""Which picture of a source becomes which image of the set: split, order and size."""

import typing
from dataclasses import dataclass

import numpy as np

from aavae.data.image_set import choose_evenly
from aavae.errors import UserError
from aavae.importing.decode import measure_size
from aavae.importing.settings import ImportSettings, Size
from aavae.importing.source import NO_SPLIT, TEST, TRAIN, UNLABELLED, VALIDATION, Skipped, Source
from aavae.importing.splits import draw_test_rows, drop_lone_split
from aavae.kept_text import kept_ntext, kept_text
from aavae.language import N_, _, ngettext

_SMALL, _MEDIUM = 32, 64
_NUM_MEASURED = 100
_SMALL_BELOW = 48
"""Pictures whose shorter side is smaller than this, at the median, become images of `_SMALL` pixels."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    """What an import would make of a source.

    Attributes:
        train: rows of the source in the order of the training images: int64.
        test: rows of the source in the order of the test images: int64.
        labels: of each picture of the source an index into its class names, or -1: int64 (N,).
        size: height and width of every image.
        skipped: what is left out, the source's own included.
        notes: what was decided, each a sentence for `show_text`, the source's own included.
    """

    train: np.ndarray
    test: np.ndarray
    labels: np.ndarray
    size: int
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]


def choose_plan(source: Source, settings: ImportSettings) -> Plan:
    """Choose what an import makes of a source.

    Raises:
        UserError: fewer than two pictures, none to test with, or classes that only one of the given splits
            has.
    """
    splits, notes, left_out = _assign(source, settings)
    labels = np.where(source.splits == UNLABELLED, -1, source.labels)
    in_train, in_test = splits == TRAIN, splits == TEST
    if (count := np.count_nonzero(in_train | in_test)) < 2:
        raise UserError(
            ngettext(
                "found {count} picture: an image set needs at least two, one to train on and one to test "
                "with.",
                "found {count} pictures: an image set needs at least two, one to train on and one to test "
                "with.",
                int(count),
            ).format(count=count)
        )
    if not in_test.any():
        # Test images have labels where there are any.
        candidates = in_train & (labels >= 0) if (labels >= 0).any() else in_train
        in_test[candidates] = draw_test_rows(labels[candidates], settings.test_share, settings.seed)
        in_train &= ~in_test
        if not in_test.any():
            raise UserError(
                _(
                    "every class has one picture alone, so none is left to test with: give more pictures of "
                    "some class, or a test split."
                )
            )
        notes.append(_describe_drawn(settings, bool(source.class_names)))
    else:
        _check_classes(source.class_names, labels, in_train, in_test)
    size = settings.size or _choose_size(source)
    return Plan(
        train=_sort(source, labels, in_train),
        test=_sort(source, labels, in_test),
        labels=labels,
        size=size,
        skipped=(*source.skipped, *left_out),
        notes=(*source.notes, *notes),
    )


def count_classes(source: Source, plan: Plan) -> tuple[tuple[str, int, int], ...]:
    """Of each class its name, its training images and its test images."""
    counts = [
        np.bincount(labels[labels >= 0], minlength=len(source.class_names)).tolist()
        for labels in (plan.labels[plan.train], plan.labels[plan.test])
    ]
    return tuple(zip(source.class_names, *counts, strict=True))


def _assign(source: Source, settings: ImportSettings) -> tuple[np.ndarray, list[str], list[Skipped]]:
    """Of each picture "train", "test", or "" if it is left out; without a test split, all are "train"."""
    given, dropped = drop_lone_split(source.splits)
    notes, reasons = list(dropped), np.full(len(source), "", object)
    # As objects: texts of a longer word than an array's longest would be cut short.
    result = given.astype(object)
    result[given == UNLABELLED] = TRAIN
    if {TRAIN, TEST, VALIDATION} & set(given.tolist()):
        reasons[given == NO_SPLIT] = N_("in no split, while others are in one")
    else:
        result[given == NO_SPLIT] = TRAIN
    in_test = given == TEST
    if in_test.any() and (source.labels[given == TRAIN] >= 0).any() and (source.labels[in_test] < 0).all():
        reasons[in_test] = N_("in a test split without labels, by which no probe can be judged")
    validation = given == VALIDATION
    if validation.any():
        count = int(validation.sum())
        if not (in_test & (reasons == "")).any():
            result[validation] = TEST
            notes.append(
                kept_ntext(
                    "The {count} picture of the validation split is the test image: there are no others.",
                    "The {count} pictures of the validation split are the test images: there are no others.",
                    count,
                    count=count,
                )
            )
        elif settings.validation == "join":
            result[validation] = TRAIN
            notes.append(
                kept_ntext(
                    "The {count} picture of the validation split joined the training images.",
                    "The {count} pictures of the validation split joined the training images.",
                    count,
                    count=count,
                )
            )
        else:
            reasons[validation] = N_("in the validation split, which is to be left out")
    left_out = reasons != ""
    result[left_out] = NO_SPLIT
    skipped = [Skipped(source.names[row], reasons[row]) for row in np.flatnonzero(left_out).tolist()]
    return result, notes, skipped


def _describe_drawn(settings: ImportSettings, has_classes: bool) -> str:
    share, seed = settings.test_share, str(settings.seed)
    if has_classes:
        return kept_text(
            "There is no test split: {share:.0%} of the pictures of each class were drawn for it, by seed "
            "{seed}.",
            share=share,
            seed=seed,
        )
    return kept_text(
        "There is no test split: {share:.0%} of the pictures were drawn for it, by seed {seed}.",
        share=share,
        seed=seed,
    )


def _check_classes(
    names: tuple[str, ...], labels: np.ndarray, in_train: np.ndarray, in_test: np.ndarray
) -> None:
    members = {
        "train": set(np.unique(labels[in_train & (labels >= 0)]).tolist()),
        "test": set(np.unique(labels[in_test & (labels >= 0)]).tolist()),
    }
    for split, other in (("train", "test"), ("test", "train")):
        if members[other] and (alone := members[split] - members[other]):
            classes = ", ".join(sorted(names[label] for label in alone))
            raise UserError(
                _(
                    "{split} has images of {classes}, {other} has none: give both, or leave those classes "
                    "out."
                ).format(split=split, classes=classes, other=other)
            )


def _choose_size(source: Source) -> int:
    """By the shorter side of a hundred pictures, at the median."""
    if source.size is not None:
        shortest = min(source.size)
    else:
        contents = source.reader.read(choose_evenly(len(source), _NUM_MEASURED).tolist())
        sizes = [size for content in contents if (size := measure_size(content)) is not None]
        shortest = float(np.median([min(size) for size in sizes])) if sizes else 0.0
    if shortest in typing.get_args(Size):
        return int(shortest)
    return _SMALL if shortest < _SMALL_BELOW else _MEDIUM


def _sort(source: Source, labels: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """The chosen rows by class, those without one last; then by name, or as they come if that is an order."""
    rows = np.flatnonzero(chosen).tolist()
    classes = np.where(labels < 0, len(source.class_names), labels).tolist()
    if source.keeps_order:
        rows.sort(key=lambda row: classes[row])
    else:
        rows.sort(key=lambda row: (classes[row], source.names[row]))
    return np.array(rows, np.int64)
