import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psutil
import pytest

from aavae.data.picture import Levels
from aavae.errors import UserError
from aavae.importing.source import Content, Unreadable
from aavae.importing.workers import Task, decode_all
from tests.importing.sources import Pictures

NUM = 700
SIZE = 8


class Slow(NamedTuple):
    """Pictures that tell which process reads them, and take their time."""

    folder: Path

    def read(self, rows: Sequence[int]) -> Iterator[Content]:
        (self.folder / str(os.getpid())).touch()
        for row in rows:
            time.sleep(0.002)
            yield np.full((SIZE, SIZE, 3), row % 251, np.uint8)


def make_task(reader: object, folder: Path, num: int = NUM, levels: dict | None = None) -> Task:
    files = (folder / "train", folder / "test")
    for path in files:
        path.write_bytes(bytes(5 + num * 3 * SIZE * SIZE))
    place = np.arange(num)[::-1].copy()
    split = (np.arange(num) % 2).astype(np.int8)
    return Task(
        reader=reader,  # pyright: ignore[reportArgumentType]
        files=files,
        offsets=(5, 5),
        split=split,
        place=place,
        size=SIZE,
        fit="crop",
        levels=levels,
    )


@pytest.mark.parametrize("num_processes", [1, 2])
def test_each_image_is_written_to_its_place(tmp_path: Path, num_processes: int) -> None:
    task = make_task(Slow(tmp_path), tmp_path)
    rows = np.array([row for row in range(NUM) if row % 3])
    found = list(decode_all(task, rows, num_processes))
    assert sorted(np.concatenate([part.rows for part in found]).tolist()) == rows.tolist()
    for number, path in enumerate(task.files):
        images = np.frombuffer(path.read_bytes()[5:], np.uint8).reshape(NUM, -1)
        for row in range(NUM):
            written = row % 3 and row % 2 == number
            assert np.all(images[NUM - 1 - row] == (row % 251 if written else 0)), row


@pytest.mark.slow
def test_several_processes_share_the_work_and_end_with_it(tmp_path: Path) -> None:
    list(decode_all(make_task(Slow(tmp_path), tmp_path), np.arange(NUM), 2))
    workers = {int(path.name) for path in tmp_path.iterdir() if path.name.isdigit()}
    assert len(workers) == 2
    assert os.getpid() not in workers
    assert not [pid for pid in workers if psutil.pid_exists(pid)]


def test_what_is_found_is_said_of_each_row(tmp_path: Path) -> None:
    flat, noise = (
        np.zeros((SIZE, SIZE, 3), np.uint8),
        np.random.default_rng(0).integers(0, 256, (SIZE, SIZE, 3)),
    )
    contents = [flat, noise.astype(np.uint8), b"broken", flat, np.full((SIZE, SIZE), 9.0, np.float32)]
    contents.append(Unreadable("gone"))
    task = make_task(Pictures(contents), tmp_path, len(contents))
    (found,) = decode_all(task, np.arange(6), 1)
    assert [row for row, _ in found.damaged] == [2, 5]
    assert found.damaged[1] == (5, "gone")
    assert [row for row, _ in found.ranges] == [4]
    assert found.hashes[0] == found.hashes[3] != 0
    assert (found.hashes[[2, 4, 5]] == 0).all()
    assert found.hashes[1] not in (0, found.hashes[0])
    assert found.contrasts[0] == 0
    assert found.contrasts[1] > 200
    (again,) = decode_all(
        make_task(Pictures(contents), tmp_path, 6, {"floats": Levels(0.0, 18.0)}), np.array([4]), 1
    )
    assert again.damaged == again.ranges == []


@pytest.mark.slow
def test_a_reader_that_stops_early_ends_the_processes(tmp_path: Path) -> None:
    parts = decode_all(make_task(Slow(tmp_path), tmp_path), np.arange(NUM), 2)
    next(parts)
    started = time.monotonic()
    parts.close()  # pyright: ignore[reportAttributeAccessIssue]
    assert time.monotonic() - started < 30
    workers = [int(path.name) for path in tmp_path.iterdir() if path.name.isdigit()]
    assert workers
    assert not [pid for pid in workers if psutil.pid_exists(pid)]


@pytest.mark.slow
def test_a_process_that_is_ended_from_outside_is_a_user_error(tmp_path: Path) -> None:
    parts = decode_all(make_task(Slow(tmp_path), tmp_path), np.arange(NUM), 2)
    next(parts)
    os.kill(next(int(path.name) for path in tmp_path.iterdir() if path.name.isdigit()), signal.SIGKILL)
    with pytest.raises(UserError, match="was ended, perhaps for want of memory"):
        list(parts)


@pytest.mark.slow
def test_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    script = (
        "from pathlib import Path; import numpy as np; import os, signal\n"
        "from tests.importing.test_workers import *\n"
        "if __name__ == '__main__':\n"
        f"    folder = Path({str(tmp_path)!r})\n"
        "    for _ in decode_all(make_task(Slow(folder), folder), np.arange(NUM), 2):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    (tmp_path / "script.py").write_text(script)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    ended = subprocess.run([sys.executable, str(tmp_path / "script.py")], env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL
    workers = [int(path.name) for path in tmp_path.iterdir() if path.name.isdigit()]
    assert workers
    _, alive = psutil.wait_procs(
        [psutil.Process(pid) for pid in workers if psutil.pid_exists(pid)], timeout=30
    )
    assert not alive


@pytest.mark.parametrize("error", [ValueError("bad value(s) in fds_to_keep"), OSError("handle is closed")])
def test_a_process_that_is_ended_while_the_next_one_starts_is_a_sentence(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def submit(*_: object) -> None:
        raise error

    monkeypatch.setattr("aavae.importing.workers.ProcessPoolExecutor.submit", submit)
    with pytest.raises(UserError, match="was ended, perhaps for want of memory"):
        next(decode_all(make_task(Slow(tmp_path), tmp_path), np.arange(NUM), 2))


class Fatal:
    """Ends the process that it is given to, before that has read what comes after it."""

    def __init__(self) -> None:
        self.rest = bytes(10**6)

    def __reduce__(self) -> tuple[object, ...]:
        return _end, (), {"rest": self.rest}


def _end() -> None:
    os._exit(1)


def test_a_process_that_is_ended_as_it_starts_is_not_waited_for(tmp_path: Path) -> None:
    said: list[str] = []

    def decode() -> None:
        try:
            list(decode_all(make_task(Fatal(), tmp_path), np.arange(NUM), 2))
        except UserError as error:
            said.append(str(error))

    # A thread beside this one has processes started afresh, as in a job.
    thread = threading.Thread(target=decode, daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    assert "was ended" in said[0]
    assert {path.name for path in tmp_path.iterdir()} == {"train", "test"}
