import time
from pathlib import Path

import pytest

from aavae.jobs.progress import Progress, ProgressFile, as_job, read_progress


def test_a_command_that_is_a_job_says_how_far_it_is(tmp_path: Path) -> None:
    assert read_progress(tmp_path) is None
    file = ProgressFile("pictures")
    with as_job(tmp_path):
        file.write(0, 40)
        first = read_progress(tmp_path)
        time.sleep(0.01)
        file.write(40, 40)
    assert first is not None
    assert (first.done, first.share, first.rate) == (0, 0.0, 0.0)
    last = read_progress(tmp_path)
    assert last is not None
    assert (last.done, last.total, last.what, last.share) == (40, 40, "pictures", 1.0)
    assert 0 < last.rate <= 4_000


def test_the_file_is_not_written_for_every_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("aavae.jobs.progress.time.monotonic", lambda: now[0])
    file = ProgressFile("pictures")
    seen = []
    with as_job(tmp_path):
        for done in range(10):
            file.write(done, 100)
            now[0] += 0.125
            progress = read_progress(tmp_path)
            assert progress is not None
            seen.append(progress.done)
    assert seen == [0, 0, 0, 3, 3, 3, 6, 6, 6, 9]


def test_a_command_from_a_shell_writes_nothing(tmp_path: Path) -> None:
    with as_job(tmp_path):
        pass
    ProgressFile("pictures").write(1, 2)
    assert list(tmp_path.iterdir()) == []


def test_a_vanished_directory_does_not_end_the_work(tmp_path: Path) -> None:
    with as_job(tmp_path / "gone"):
        ProgressFile("pictures").write(1, 2)


@pytest.mark.parametrize("content", ["", "{", '{"done": 1}', '{"done": "x", "total": 1}'])
def test_a_damaged_file_says_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "progress.json").write_text(content)
    assert read_progress(tmp_path) is None


def test_shares_and_rates_of_nothing_are_nothing() -> None:
    progress = Progress(done=0, total=0, what="pictures", seconds=0.0)
    assert (progress.share, progress.rate) == (0.0, 0.0)
