"""What a process apart from the server computes: once for all who ask, and it ends with the server."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import psutil
import pytest

from aavae.data.store import load_dataset
from aavae.errors import UserError
from aavae.evaluation import computing
from aavae.evaluation.similarity.pairs import evaluate_pairs
from aavae.evaluation.subject import find_subject
from aavae.language import use_language
from aavae.paths import ROOT, cache_dir
from aavae.ui.server.apart import APART, Apart
from tests.patience import PATIENCE


@pytest.fixture
def apart() -> Iterator[None]:
    """Until the end of the test, all is computed apart."""
    computing.compute_by(APART)
    yield
    computing._elsewhere.clear()
    APART.end()


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return tmp_path / "notes.txt"


@pytest.mark.usefixtures("apart")
def test_who_asks_for_the_same_gets_one_result(notes: Path) -> None:
    def work() -> int:
        with notes.open("a") as file:
            file.write("computed\n")
        time.sleep(0.5)
        return os.getpid()

    found: list[int] = []
    asking = [
        threading.Thread(target=lambda: found.append(computing.compute("kind-the same", work)))
        for _ in range(5)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(PATIENCE)
    assert notes.read_text().splitlines() == ["computed"]
    assert len(set(found)) == 1
    assert os.getpid() not in found
    # Later it is asked for anew: what is kept is found before.
    computing.compute("kind-the same", work)
    assert notes.read_text().splitlines() == ["computed"] * 2


@pytest.mark.usefixtures("apart")
def test_work_that_cannot_be_sent_is_refused_to_each_who_asks() -> None:
    lock = threading.Lock()
    for _ in range(2):
        with pytest.raises(TypeError, match="pickle"):
            computing.compute("kind-lock", lambda: lock.locked())


@pytest.mark.usefixtures("apart")
def test_a_reason_comes_back_and_an_end_is_told_and_mended() -> None:
    def refuse() -> object:
        raise UserError("Choose another one.")

    with pytest.raises(UserError, match="Choose another one"):
        computing.compute("kind-refused", refuse)
    with pytest.raises(UserError, match="has ended"):
        computing.compute("kind-killed", lambda: os.kill(os.getpid(), 9))
    assert computing.compute("kind-again", os.getpid) != os.getpid()


def test_a_result_is_that_of_this_process_and_image_sets_are_opened_there(
    request: pytest.FixtureRequest,
) -> None:
    subject, images = find_subject("aavae"), load_dataset("bundled")
    here, other = (evaluate_pairs(subject, images, num_images=40, seed=seed) for seed in (0, 1))
    shutil.rmtree(cache_dir())
    request.getfixturevalue("apart")
    there = evaluate_pairs(subject, images, num_images=40, seed=0)
    np.testing.assert_array_equal(there.images, here.images)
    np.testing.assert_array_equal(there.auc, here.auc)
    assert not np.array_equal(there.auc, other.auc)
    changed = replace(images, digest="another")
    with use_language("de"), pytest.raises(UserError, match="hat sich geändert"):
        computing.compute("kind-changed", lambda: len(changed.test))


def test_it_ends_with_the_server_however_that_ends() -> None:
    script = (
        "import os\n"
        "from aavae.ui.server.apart import APART\n"
        "print(APART('kind-id', os.getpid), flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, timeout=PATIENCE, check=False
    )
    wait_for_end(int(done.stdout))


def test_without_work_it_ends_and_begins_again() -> None:
    apart = Apart(idle_seconds=0.5)
    first = apart("kind-id", os.getpid)
    wait_for_end(first)
    assert apart("kind-id", os.getpid) != first


def test_short_work_goes_before_long_work_that_waits(notes: Path) -> None:
    def work(name: str, seconds: float) -> None:
        time.sleep(seconds)
        with notes.open("a") as file:
            file.write(f"{name}\n")

    apart = Apart()
    # So that it knows how long each takes.
    apart("long-0", partial(work, "long-0", 1.0))
    apart("short-0", partial(work, "short-0", 0.0))
    asking = [
        threading.Thread(target=apart, args=(name, partial(work, name, seconds)))
        for name, seconds in (("long-1", 1.0), ("long-2", 1.0), ("short-1", 0.0))
    ]
    for thread in asking:
        thread.start()
        time.sleep(0.2)
    for thread in asking:
        thread.join(PATIENCE)
    apart.end()
    assert notes.read_text().split() == ["long-0", "short-0", "long-1", "short-1", "long-2"]


def wait_for_end(process: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while psutil.pid_exists(process) and psutil.Process(process).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.1)
