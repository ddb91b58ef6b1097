"""Decode the pictures of a source into the files of an image set, on all cores.

Each process reads a chunk of the source at a time and writes its images to their places in the files, so that
none of them, nor the one that waits for them, holds more than a few pictures.
"""

import contextlib
import copy
import hashlib
import itertools
import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import NamedTuple

import numpy as np

from aavae.data.picture import Levels, Range
from aavae.errors import UserError
from aavae.importing.decode import decode, has_more_frames
from aavae.importing.settings import Fit
from aavae.importing.source import Reader, Unreadable
from aavae.language import _

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
        several: rows of pictures whose files have more pages or frames.
    """

    rows: np.ndarray
    hashes: np.ndarray
    contrasts: np.ndarray
    damaged: list[tuple[int, str]]
    ranges: list[tuple[int, Range]]
    several: list[int]


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
    context = _choose_context()
    with _hand_over(task, context) as handed:
        pool = ProcessPoolExecutor(num_processes, context, initializer=_start, initargs=(handed,))
        try:
            for future in as_completed(_submit(pool, chunks)):
                yield future.result()
        except BrokenProcessPool as error:
            # One that began while the pool broke would be waited for without end.
            for process in multiprocessing.active_children():
                process.kill()
            raise UserError(
                _(
                    "A process that decoded pictures was ended, perhaps for want of memory: close other "
                    "programs and import again."
                )
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _hand_over(task: Task, context: BaseContext) -> Iterator[Task | Path]:
    """The task as processes are given it: in a file that only this user can reach, unless they are copies.

    Through the pipe that starts a process goes no more than what it holds: who writes more waits for the
    process to read it, and without end for one that was ended before.
    """
    if context.get_start_method() == "fork":
        yield task
        return
    with tempfile.TemporaryDirectory(dir=task.files[0].parent) as folder:
        path = Path(folder, "task.pickle")
        with path.open("wb") as file:
            pickle.dump(task, file)
        yield path


def _submit(pool: ProcessPoolExecutor, chunks: Sequence[np.ndarray]) -> list[Future[Decoded]]:
    """Hands out the chunks, for which the pool starts its processes.

    Where one of them is ended meanwhile, the pool closes the pipes that the next one is being given.

    Raises:
        BrokenProcessPool: a process was ended, or cannot be started.
    """
    try:
        return [pool.submit(_decode, chunk) for chunk in chunks]
    except (OSError, ValueError) as error:
        raise BrokenProcessPool(str(error)) from error


def _choose_context() -> BaseContext:
    """How processes begin: a copy of this one is there at once, but it must have no threads."""
    is_alone = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if is_alone and sys.platform == "linux" else "spawn")


class _Worker:
    def __init__(self, task: Task) -> None:
        self._task = task
        # Written, not mapped: pages of a mapped file would count as this process's memory.
        self._files = [path.open("r+b") for path in task.files]

    def close(self) -> None:
        for file in self._files:
            file.close()

    def decode(self, rows: np.ndarray) -> Decoded:
        task = self._task
        # Beside each other as decoders make them, colours last: turned all at once, which is faster.
        images = np.empty((len(rows), task.size, task.size, 3), np.uint8).transpose(0, 3, 1, 2)
        is_there = np.zeros(len(rows), bool)
        damaged: list[tuple[int, str]] = []
        ranges: list[tuple[int, Range]] = []
        several: list[int] = []
        for position, content in enumerate(task.reader.read(rows.tolist())):
            image = decode(content, task.size, task.fit, task.levels)
            if isinstance(image, Unreadable):
                damaged.append((int(rows[position]), image.reason))
            elif isinstance(image, Range):
                ranges.append((int(rows[position]), image))
            else:
                images[position], is_there[position] = image, True
                if has_more_frames(content):
                    several.append(int(rows[position]))
        hashes, contrasts = np.zeros(len(rows), np.uint64), np.zeros(len(rows), np.uint8)
        for number in range(len(task.files)):
            chosen = np.flatnonzero(is_there & (task.split[rows] == number))
            chosen = chosen[np.argsort(task.place[rows[chosen]])]
            found = np.ascontiguousarray(images[chosen])
            hashes[chosen] = [_hash(image) for image in found]
            contrasts[chosen] = found.max((1, 2, 3), initial=0) - found.min((1, 2, 3), initial=255)
            self._write(number, task.place[rows[chosen]], found)
        return Decoded(rows, hashes, contrasts, damaged, ranges, several)

    def _write(self, number: int, places: np.ndarray, images: np.ndarray) -> None:
        """Writes images to ascending places of a file, those beside each other together."""
        file, size = self._files[number], 3 * self._task.size**2
        content = images.reshape(-1).data
        begins = (self._task.offsets[number] + places * size).tolist()
        runs = [0, *(np.flatnonzero(np.diff(places) > 1) + 1).tolist(), len(places)]
        for start, end in itertools.pairwise(runs):
            if start < end:
                file.seek(begins[start])
                file.write(content[start * size : end * size])
        file.flush()


def _hash(image: np.ndarray) -> int:
    digest = hashlib.blake2b(image.data, digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1


_worker: _Worker | None = None


def _start(handed: Task | Path) -> None:
    """Prepares a process; it ends with the one that started it, however that ended."""
    global _worker
    # Ctrl-C reaches the whole group, and the one that started it says so. A pool ends its own by SIGTERM.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    task = handed if isinstance(handed, Task) else pickle.loads(handed.read_bytes())
    # A copy, as readers make them for another process: with nothing open whose place this one would share.
    _worker = _Worker(replace(task, reader=copy.copy(task.reader)))
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _decode(rows: np.ndarray) -> Decoded:
    assert _worker is not None
    return _worker.decode(rows)
