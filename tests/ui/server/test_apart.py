"""What a process apart from the server computes: once for all who ask, and it ends with the server."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest

from aavae.data.store import load_dataset
from aavae.errors import UserError
from aavae.evaluation import computing
from aavae.evaluation.similarity.pairs import evaluate_pairs
from aavae.evaluation.subject import find_subject
from aavae.paths import ROOT
from aavae.ui.server.apart import APART
from tests.patience import PATIENCE

# What a test leaves is killed after it, loky's watcher of the other process included.
pytestmark = pytest.mark.filterwarnings("ignore:resource_tracker")


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
        threading.Thread(target=lambda: found.append(computing.compute("the same", work))) for _ in range(5)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(PATIENCE)
    assert notes.read_text().splitlines() == ["computed"]
    assert len(set(found)) == 1
    assert os.getpid() not in found
    # Later it is asked for anew: what is kept is found before.
    computing.compute("the same", work)
    assert notes.read_text().splitlines() == ["computed"] * 2


@pytest.mark.usefixtures("apart")
def test_what_nobody_waits_for_is_computed_here() -> None:
    with computing.compute_here():
        assert computing.compute("here", os.getpid) == os.getpid()
    assert computing.compute("there", os.getpid) != os.getpid()


@pytest.mark.usefixtures("apart")
def test_a_reason_comes_back_and_an_end_is_told_and_mended() -> None:
    def refuse() -> object:
        raise UserError("Choose another one.")

    with pytest.raises(UserError, match="Choose another one"):
        computing.compute("refused", refuse)
    with pytest.raises(UserError, match="has ended"):
        computing.compute("killed", lambda: os.kill(os.getpid(), 9))
    assert computing.compute("again", os.getpid) != os.getpid()


@pytest.mark.usefixtures("apart")
def test_a_result_is_that_of_this_process_and_image_sets_are_opened_there() -> None:
    subject, images = find_subject("aavae"), load_dataset("bundled")
    there = evaluate_pairs(subject, images, num_images=40)
    with computing.compute_here():
        here = evaluate_pairs(subject, images, num_images=40, seed=0)
        other = evaluate_pairs(subject, images, num_images=40, seed=1)
    np.testing.assert_array_equal(there.images, here.images)
    np.testing.assert_array_equal(there.auc, here.auc)
    assert not np.array_equal(there.auc, other.auc)
    with pytest.raises(UserError, match="has changed"):
        computing.compute("changed", lambda images=replace(images, digest="another"): len(images.test))


def test_it_ends_with_the_server_however_that_ends() -> None:
    script = (
        "import os\n"
        "from aavae.ui.server.apart import APART\n"
        "print(APART('id', os.getpid), flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, timeout=PATIENCE, check=False
    )
    process = int(done.stdout.split()[0])
    deadline = time.monotonic() + PATIENCE
    while psutil.pid_exists(process) and psutil.Process(process).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.1)
