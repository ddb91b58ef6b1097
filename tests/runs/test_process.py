import os

import pytest

from aavae.runs.process import is_alive


@pytest.mark.parametrize("pid", [None, -1, 0, 2**22 + 1, 2**70])
def test_a_pid_that_cannot_be_is_not_alive(pid: int | None) -> None:
    assert not is_alive(pid, 1.0)
    assert not is_alive(os.getpid(), None)
