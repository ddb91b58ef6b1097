"""Imports as real processes: their end, their stop, and what a killed one leaves."""

import io
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from aavae import permissions
from aavae.data.store import list_datasets, load_dataset
from aavae.importing.preview import preview_import
from aavae.importing.settings import ImportSettings
from aavae.jobs import local
from aavae.jobs.job import Job, read_job, read_tail
from aavae.jobs.progress import Progress, read_progress
from aavae.jobs.queue import kill, stop
from aavae.ui.images.jobs import find_set_name, is_download, list_imports, start_download, start_import
from tests.patience import PATIENCE

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("AAVAE_DATA", str(folder))
    return folder


def make_tar(path: Path, count: int, side: int) -> Path:
    """Pictures of two classes, equal ones if they are large."""
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (2, 2, 3), np.uint8).repeat(side // 2, 0).repeat(side // 2, 1)
    content = b""
    with tarfile.open(path, "w") as archive:
        for number in range(count):
            if not content or side < 100:
                pixels[0, number % side] = number
                buffer = io.BytesIO()
                Image.fromarray(pixels).save(buffer, "PNG")
                content = buffer.getvalue()
            member = tarfile.TarInfo(f"{'ab'[number % 2]}/{number:05}.png")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def read(job: Job) -> Job:
    found = read_job(job.path)
    assert found is not None
    return found


def wait(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "It has not come."
        time.sleep(0.02)


def wait_for_end(job: Job) -> Job:
    wait(lambda: not read(job).status.is_active)
    for child in local._children:
        child.wait(timeout=PATIENCE)
    return read(job)


def list_rest(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_import_makes_the_set_and_says_how_far_it_is(tmp_path: Path, data: Path) -> None:
    archive = make_tar(tmp_path / "Ab 1.tar", 40, 32)
    job = start_import([archive], "ab", ImportSettings(test_share=0.5, fit="pad"))
    assert find_set_name(job) == "ab"
    assert not is_download(job)
    ended = wait_for_end(job)
    assert (ended.status.state, ended.status.message) == ("finished", ""), read_tail(ended.log)
    assert [each.id for each in list_imports()] == [job.id]
    dataset = load_dataset("ab")
    assert (len(dataset.train), len(dataset.test)) == (20, 20)
    progress = read_progress(job.path)
    assert isinstance(progress, Progress)
    assert (progress.done, progress.total, progress.what) == (40, 40, "pictures")
    assert list_rest(data) == ["ab"]


def test_what_a_visitor_imports_is_theirs(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permissions, "_served", [])
    permissions.serve_visitors(lambda: permissions.Visitor("anne"), permissions.Quota())
    ended = wait_for_end(start_import([make_tar(tmp_path / "ab.tar", 10, 32)], "ab", ImportSettings()))
    assert ended.status.state == "finished", read_tail(ended.log)
    assert permissions.read_owner(data / "ab") == ended.spec.owner == "anne"


def test_a_refusal_is_the_job_s_sentence_and_the_set_that_was_there_stays(tmp_path: Path, data: Path) -> None:
    archive = make_tar(tmp_path / "ab.tar", 10, 32)
    wait_for_end(start_import([archive], "ab", ImportSettings()))
    before = load_dataset("ab").digest
    empty = tmp_path / "notes.txt"
    empty.write_text("no pictures")
    ended = wait_for_end(start_import([empty], "ab", ImportSettings()))
    assert ended.status.state == "failed"
    assert ended.status.message.startswith("found no images: give")
    assert load_dataset("ab").digest == before
    assert list_rest(data) == ["ab"]


@pytest.fixture
def running(tmp_path: Path) -> tuple[Job, list[psutil.Process]]:
    """An import in several processes, in the middle of its pictures."""
    job = start_import([make_tar(tmp_path / "large.tar", 8_000, 200)], "large", ImportSettings())
    wait(lambda: (found := read_progress(job.path)) is not None and 0 < found.done < found.total)
    pid = read(job).status.pid
    assert pid is not None
    process = psutil.Process(pid)
    return read(job), [process, *process.children(recursive=True)]


def expect_gone(processes: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, timeout=30)
    assert not alive


def test_a_stop_leaves_no_file_and_no_process(running: tuple[Job, list[psutil.Process]], data: Path) -> None:
    job, processes = running
    stop(job)
    ended = wait_for_end(job)
    assert (ended.status.state, ended.status.message) == ("stopped", ""), read_tail(ended.log)
    assert list_rest(data) == []
    assert list_datasets() == ["bundled"]
    expect_gone(processes)


def test_what_a_killed_import_leaves_goes_with_the_next_look(
    running: tuple[Job, list[psutil.Process]], data: Path, tmp_path: Path
) -> None:
    job, processes = running
    processes[0].kill()
    ended = wait_for_end(job)
    assert ended.status.state == "interrupted"
    expect_gone(processes)
    assert list_datasets() == ["bundled"]
    assert len(list_rest(data)) == 1
    preview_import([make_tar(tmp_path / "few.tar", 4, 32)])
    assert list_rest(data) == []


def test_a_forced_stop_ends_all_its_processes(running: tuple[Job, list[psutil.Process]]) -> None:
    job, processes = running
    kill(job)
    assert wait_for_end(job).status.state == "stopped"
    expect_gone(processes)


def test_a_download_is_named_by_its_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aavae.jobs.local.launch", lambda directory: None)
    job = start_download("cifar10")
    assert job.spec.arguments == ("data", "download", "cifar10")
    assert (find_set_name(job), job.spec.title, job.spec.lane) == (
        "cifar10",
        "Download: CIFAR-10",
        "analysis",
    )
    assert is_download(job)
