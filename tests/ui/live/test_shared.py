import os
import threading
import time
from pathlib import Path

from aavae.ui.live.shared import get_stamp, share


def test_a_stamp_changes_with_the_file_and_is_none_without_one(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert get_stamp(path) is None
    path.write_text("a")
    first = get_stamp(path)
    assert first == get_stamp(path)
    path.write_text("ab")
    second = get_stamp(path)
    assert second != first
    # As `write_atomically` does it: another file of the same size and time.
    other = tmp_path / "other"
    other.write_text("cd")
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    os.replace(other, path)
    assert get_stamp(path) != second


def test_sessions_that_ask_at_once_share_one_computation() -> None:
    computed = []

    @share(max_entries=2)
    def double(number: int) -> int:
        time.sleep(0.05)
        computed.append(number)
        return 2 * number

    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(double(4))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [8] * 20
    assert computed == [4]


def test_only_the_last_results_are_remembered() -> None:
    computed = []

    @share(max_entries=1)
    def note(number: int) -> None:
        computed.append(number)

    for number in (1, 1, 2, 1):
        note(number)
    assert computed == [1, 2, 1]
