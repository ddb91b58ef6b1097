"""Decode the pictures of a source into the files of an image set, on all cores.

Each process reads a chunk of the source at a time and writes its images to their places in the files, so that
none of them, nor the one that waits for them, holds more than a few pictures.
"""

import contextlib
import hashlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import NamedTuple

import numpy as np

from aavae.data.picture import Levels, Range
from aavae.errors import UserError
from aavae.importing.decode import decode
from aavae.importing.settings import Fit
from aavae.importing.source import Reader, Unreadable

_CHUNK = 100
"""Pictures of a chunk: a second of work if they are large, so that a stop is heard soon."""
_FEW = 500
"""Up to so many pictures are decoded by the process itself: others take as long to start."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Task:
    """What is decoded, and where to.

    Attributes:
        reader: gives the pictures.
        files: of images, one for each split.
        offsets: where the images begin in each of these files, in bytes.
        split: of each picture of the source an index into `files`, or -1 if it is left out: int8 (N,).
        place: of each picture its number in its file: int64 (N,).
        size: height and width of every image.
        fit: what becomes of pictures that are not square.
        levels: which values are black and white, by the kind of range; None before it is known.
    """

    reader: Reader
    files: tuple[Path, ...]
    offsets: tuple[int, ...]
    split: np.ndarray
    place: np.ndarray
    size: int
    fit: Fit
    levels: dict[str, Levels | None] | None = None


class Decoded(NamedTuple):
    """What was found in a chunk of pictures.

    Attributes:
        rows: of the source, those that were asked for: int64 (n,).
        hashes: of each image; 0 where there is none: uint64 (n,).
        contrasts: the greatest less the least value of each image, of 255: uint8 (n,).
        damaged: row and reason of each picture that cannot be read.
        ranges: row and range of each picture that waits for its levels.
    """

    rows: np.ndarray
    hashes: np.ndarray
    contrasts: np.ndarray
    damaged: list[tuple[int, str]]
    ranges: list[tuple[int, Range]]


def decode_all(task: Task, rows: np.ndarray, num_processes: int) -> Iterator[Decoded]:
    """Decode some rows of the source, in chunks, in no certain order.

    Closing the iterator ends the processes; so does the end of the process that reads it.

    Raises:
        UserError: a process was ended from outside.
        OSError: the images cannot be written.
    """
    chunks = [rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK)]
    if num_processes == 1 or len(rows) <= _FEW:
        with contextlib.closing(_Worker(task)) as worker:
            for chunk in chunks:
                yield worker.decode(chunk)
        return
    pool = ProcessPoolExecutor(
        num_processes, _choose_context(), initializer=_start, initargs=(pickle.dumps(task),)
    )
    try:
        for future in as_completed([pool.submit(_decode, chunk) for chunk in chunks]):
            yield future.result()
    except BrokenProcessPool as error:
        raise UserError(
            "A process that decoded pictures was ended, perhaps for want of memory: close other programs and "
            "import again."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _choose_context() -> BaseContext:
    """How processes begin: a copy of this one is there at once, but it must have no threads."""
    is_alone = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if is_alone and sys.platform == "linux" else "spawn")


class _Worker:
    def __init__(self, task: Task) -> None:
        self._task = task
        # Written, not mapped: pages of a mapped file would count as this process's memory.
        self._files = [path.open("r+b", buffering=0) for path in task.files]

    def close(self) -> None:
        for file in self._files:
            file.close()

    def decode(self, rows: np.ndarray) -> Decoded:
        task = self._task
        hashes, contrasts = np.zeros(len(rows), np.uint64), np.zeros(len(rows), np.uint8)
        damaged: list[tuple[int, str]] = []
        ranges: list[tuple[int, Range]] = []
        for position, content in enumerate(task.reader.read(rows.tolist())):
            row = int(rows[position])
            image = decode(content, task.size, task.fit, task.levels)
            if isinstance(image, Unreadable):
                damaged.append((row, image.reason))
            elif isinstance(image, Range):
                ranges.append((row, image))
            else:
                contiguous = np.ascontiguousarray(image)
                self._write(row, contiguous)
                hashes[position], contrasts[position] = _describe(contiguous)
        return Decoded(rows, hashes, contrasts, damaged, ranges)

    def _write(self, row: int, image: np.ndarray) -> None:
        split = self._task.split[row]
        file = self._files[split]
        file.seek(self._task.offsets[split] + int(self._task.place[row]) * image.nbytes)
        file.write(image.data)


def _describe(image: np.ndarray) -> tuple[int, int]:
    digest = hashlib.blake2b(image.data, digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1, int(image.max()) - int(image.min())


_worker: _Worker | None = None


def _start(pickled: bytes) -> None:
    """Prepares a process; it ends with the one that started it, however that ended."""
    global _worker
    # Ctrl-C reaches the whole group, and the one that started it says so. A pool ends its own by SIGTERM.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # As bytes, for a copy of a process would share the places in the files that its reader has open.
    _worker = _Worker(pickle.loads(pickled))
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _decode(rows: np.ndarray) -> Decoded:
    assert _worker is not None
    return _worker.decode(rows)
