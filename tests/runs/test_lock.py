import subprocess
import sys
import threading
from pathlib import Path

import pytest

from aavae.errors import UserError
from aavae.runs.lock import hold_lock
from tests.patience import PATIENCE

HOLDER = """
import sys
from pathlib import Path
from aavae.runs.lock import hold_lock
with hold_lock(Path(sys.argv[1]), "taken"):
    print("held", flush=True)
    input()
"""


def test_a_second_holder_gets_the_message(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with (
        hold_lock(path, "first"),
        pytest.raises(UserError, match="taken by another"),
        hold_lock(path, "taken by another", patience_seconds=0.1),
    ):
        pass
    with hold_lock(path, "free again"):
        pass


def test_a_patient_caller_waits(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    entered = threading.Event()

    def enter() -> None:
        with hold_lock(path, "taken", patience_seconds=20):
            entered.set()

    with hold_lock(path, "taken"):
        thread = threading.Thread(target=enter)
        thread.start()
        assert not entered.wait(0.3)
    thread.join(timeout=PATIENCE)
    assert entered.is_set()


def test_a_killed_holder_s_lock_is_free(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(UserError, match="taken"), hold_lock(path, "taken", patience_seconds=0.1):
            pass
        holder.kill()
        holder.wait(timeout=PATIENCE)
        with hold_lock(path, "still taken"):
            pass
