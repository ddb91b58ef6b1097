"""What an import would make of some files, told before anything is written."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from aavae.data.image_set import choose_evenly
from aavae.data.picture import Range, choose_levels, merge_ranges
from aavae.importing.build import choose_name, open_source
from aavae.importing.decode import decode, has_more_frames, measure_size
from aavae.importing.plan import Plan, choose_plan, count_classes
from aavae.importing.report import MORE_FRAMES, Finding, group_skipped
from aavae.importing.settings import ImportSettings
from aavae.importing.source import Content, Skipped, Source, Unreadable
from aavae.machine import count_cores

NUM_SAMPLES = 24
_START_SECONDS = 1.0
"""Of the processes that decode."""


class Preview(NamedTuple):
    """What would be imported.

    Attributes:
        name: that the set gets if it is given none.
        form: in which the pictures are; this and the next two are for `show_text`.
        recognised_by: how that was seen.
        notes: what would be decided, each a sentence.
        num_train: training images.
        num_test: test images.
        num_unlabelled: of both, those without a label.
        classes: of each class its name, its training images and its test images.
        skipped: what would be left out, by reason.
        damaged: of the sample, what cannot be read, by reason.
        smallest: height and width of the smallest picture of the sample; (0, 0) if none can be read.
        largest: height and width of its largest.
        size: height and width of every image.
        num_bytes: of the images, on disk and, as far as there is room, in memory.
        seconds: that the import would take on this machine.
        samples: uint8 (n, 3, size, size), at most 24, as a model would see them.
        captions: of the samples: the class, or the name where there is none.
    """

    name: str
    form: str
    recognised_by: str
    notes: tuple[str, ...]
    num_train: int
    num_test: int
    num_unlabelled: int
    classes: tuple[tuple[str, int, int], ...]
    skipped: tuple[Finding, ...]
    damaged: tuple[Finding, ...]
    smallest: tuple[int, int]
    largest: tuple[int, int]
    size: int
    num_bytes: int
    seconds: float
    samples: np.ndarray
    captions: tuple[str, ...]


def preview_import(paths: Sequence[Path], settings: ImportSettings | None = None) -> Preview:
    """Finds out what an import would make of some files, and decodes a few of their pictures.

    Args:
        paths: as for `build.import_images`.
        settings: as there.

    Raises:
        UserError: nothing that can be imported.
    """
    settings = settings or ImportSettings()
    with open_source(paths, settings) as (source, __):
        plan = choose_plan(source, settings)
        rows = np.sort(plan.train[choose_evenly(len(plan.train), NUM_SAMPLES)])
        started = time.perf_counter()
        contents = dict(zip(rows.tolist(), source.reader.read(rows.tolist()), strict=True))
        images, damaged = _decode_samples(contents, plan, settings)
        seconds = (time.perf_counter() - started) / len(rows)
    total = len(plan.train) + len(plan.test)
    sizes = sorted(
        (size for content in contents.values() if (size := measure_size(content)) is not None),
        key=lambda size: size[0] * size[1],
    )
    shown = sorted(images)
    return Preview(
        name=choose_name(source, paths),
        form=source.form,
        recognised_by=source.recognised_by,
        notes=plan.notes,
        num_train=len(plan.train),
        num_test=len(plan.test),
        num_unlabelled=sum(int((plan.labels[rows] < 0).sum()) for rows in (plan.train, plan.test)),
        classes=count_classes(source, plan),
        skipped=group_skipped(
            [
                *plan.skipped,
                *(Skipped(source.names[row], MORE_FRAMES) for row in shown if has_more_frames(contents[row])),
            ]
        ),
        damaged=group_skipped(Skipped(source.names[row], reason) for row, reason in damaged.items()),
        smallest=sizes[0] if sizes else (0, 0),
        largest=sizes[-1] if sizes else (0, 0),
        size=plan.size,
        num_bytes=total * 3 * plan.size**2,
        seconds=_START_SECONDS + total * seconds / count_cores(),
        samples=np.stack([images[row] for row in shown])
        if shown
        else np.empty((0, 3, plan.size, plan.size), np.uint8),
        captions=tuple(_name(source, plan, row) for row in shown),
    )


def _decode_samples(
    contents: dict[int, Content], plan: Plan, settings: ImportSettings
) -> tuple[dict[int, np.ndarray], dict[int, str]]:
    """Images, and reasons why there is none, by the row of the source."""
    images: dict[int, np.ndarray] = {}
    damaged: dict[int, str] = {}
    ranges: dict[int, Range] = {}
    for row, content in contents.items():
        image = decode(content, plan.size, settings.fit)
        if isinstance(image, Range):
            ranges[row] = image
        elif isinstance(image, Unreadable):
            damaged[row] = image.reason
        else:
            images[row] = image
    # The import itself takes the range of the whole set.
    levels = {kind: choose_levels(whole) for kind, whole in merge_ranges(ranges.values()).items()}
    for row in ranges:
        image = decode(contents[row], plan.size, settings.fit, levels)
        if isinstance(image, np.ndarray):
            images[row] = image
    return images, damaged


def _name(source: Source, plan: Plan, row: int) -> str:
    label = plan.labels[row]
    return source.names[row] if label < 0 else source.class_names[label]
