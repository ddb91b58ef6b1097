"""How a server ends that is told to, and what becomes of trainings."""

import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, expect

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.jobs.job import read_jobs
from aavae.paths import ROOT
from aavae.runs.process import is_alive
from aavae.runs.status import Status, read_status
from tests.browser.conftest import Server, find_free_port
from tests.patience import PATIENCE

GRACE = 10.0
"""After which whatever runs a container kills it."""
_LARGE = "large.bin"
_TRAIN = ("-m", "aavae", "train", "--name", "long", "--data", "tiny", "--num-epochs", "5000", "--queue")
_FIRST = ("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")
"""What makes a command the first process of a container of its own."""


def fall_asleep(port: int) -> socket.socket:
    """A phone in the middle of a download, which takes nothing any more."""
    phone = socket.create_connection(("127.0.0.1", port))
    phone.sendall(f"GET /published/{_LARGE} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    assert b" 200 " in phone.recv(4096)
    return phone


def read_state(runs: Path) -> Status:
    return read_status(runs / "long" / "status.json")


def wait_until_it_trains(runs: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not read_state(runs).step:
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture
def places(tmp_path: Path, micro_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for all that a server writes, with a set of images and a large download."""
    for name in ("runs", "cache", "data"):
        monkeypatch.setenv(f"AAVAE_{name.upper()}", str(tmp_path / name))
    write_set(tmp_path / "data", micro_dataset, "drawn for a test")
    (tmp_path / "cache" / "published").mkdir(parents=True)
    (tmp_path / "cache" / "published" / _LARGE).write_bytes(bytes(50_000_000))
    return tmp_path


def test_it_ends_in_time_whoever_is_connected_and_leaves_a_training_alone(
    places: Path, chromium: Browser
) -> None:
    with Server(places, cache=places / "cache") as server:
        subprocess.run([sys.executable, *_TRAIN], cwd=ROOT, check=True)
        page = chromium.new_page()
        page.goto(f"{server.url}/watch?runs=long")
        expect(page.get_by_role("heading", level=1)).to_have_text("Watch")
        wait_until_it_trains(places / "runs")
        with fall_asleep(server.port):
            server.process.terminate()
            server.process.wait(GRACE)
        assert "Traceback" not in server.log.read_text(encoding="utf-8")
    page.close()
    (job,) = read_jobs()
    assert job.status.state == "running"
    assert is_alive(job.status.pid, job.status.process_started)


def test_as_the_first_process_of_a_container_it_lets_a_training_save(places: Path) -> None:
    if not shutil.which("unshare") or subprocess.run([*_FIRST, "true"], check=False).returncode:
        pytest.skip("it takes Linux, and the right to start the first process of a container")
    python, port = shlex.quote(sys.executable), find_free_port()
    script = f"{python} {shlex.join(_TRAIN)} & exec {python} -m aavae.ui.server --server.port {port}"
    with open(places / "log.txt", "wb") as log:
        outside = subprocess.Popen([*_FIRST, "sh", "-c", script], cwd=ROOT, stdout=log, stderr=log)
    wait_until_it_trains(places / "runs")
    with fall_asleep(port):
        (first,) = psutil.Process(outside.pid).children()
        first.terminate()
        assert outside.wait(GRACE) in (0, 128 + signal.SIGTERM)
    status = read_state(places / "runs")
    assert status.state == "stopped"
    assert status.message == "A request to end (SIGTERM) stopped it, after it had saved: resume it."
    assert (places / "runs" / "long" / "state.pt").exists()
