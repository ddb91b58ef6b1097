"""Real signals to real trainings: the first saves and stops, the second ends at once, and no bit is lost."""

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from aavae.config import HardwareConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.runs.execute import execute
from aavae.runs.interrupt import Interruption, get_interruption, heed_signals
from aavae.runs.registry import Run, create_run, find_run
from aavae.train.state import load_state
from tests.runs.test_execute import CONFIG, Reference

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
LONG = CONFIG.model_copy(update={"num_epochs": 8})
FLAGS = ("--accelerator", "cpu", "--precision", "32-true", "--threads", "1")

AS_FROM_A_TERMINAL = """
import os, signal, sys
# A test run in a shell's background inherits that Ctrl-C is ignored.
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
for name in sys.argv[1].split():
    signal.signal(signal.Signals[name], signal.SIG_IGN)
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""


@contextmanager
def start(
    *arguments: str, ignored: str = "", terminal: int | None = None
) -> "Iterator[subprocess.Popen[str]]":
    """A Python process in a session of its own, with the usual reaction to signals; none of it is left."""
    process = subprocess.Popen(
        [sys.executable, "-c", AS_FROM_A_TERMINAL, ignored, *arguments],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if terminal is None else terminal,
        stderr=subprocess.PIPE if terminal is None else terminal,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_until(condition: Callable[[], object], process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 200
    while not condition():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def run(micro_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A new run of eight epochs, whose images every process finds."""
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", micro_dataset, "drawn")
    return create_run("run", LONG)


@pytest.fixture(scope="module")
def reference(micro_dataset: Dataset, cpu: HardwareConfig) -> Reference:
    return Reference(micro_dataset, cpu, LONG)


def check_stopped(run: Run, name: str) -> None:
    """The run says who stopped it, and the step that it was at is the step that it saved."""
    status = run.status
    assert status.state == "stopped"
    assert f"({name}) stopped it, after it had saved: resume it." in status.message
    assert 0 < status.step < status.total_steps
    assert load_state(run.layout.state)["step"] == status.step
    assert not [path for path in run.layout.path.iterdir() if ".tmp" in path.name]


# SIGHUP comes from a terminal, below.
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_saves_at_the_next_batch_says_so_and_costs_no_bit(
    run: Run, reference: Reference, micro_dataset: Dataset, cpu: HardwareConfig, number: signal.Signals
) -> None:
    with start("-m", "aavae", "train", "--resume", "run", *FLAGS) as process:
        wait_until(lambda: run.metrics, process)
        process.send_signal(number)
        output, errors = process.communicate(timeout=120)
    assert process.returncode == 128 + number
    said = f"({number.name}): The training saves at its next batch and stops; once more ends it at once."
    assert said in errors
    assert "Traceback" not in errors
    assert output.startswith("run: stopped, in ")
    check_stopped(run, number.name)
    list(execute(find_run("run"), micro_dataset, cpu))
    reference.check(run)


def test_a_terminal_that_is_closed_stops_the_training(run: Run) -> None:
    ours, theirs = pty.openpty()
    script = "import fcntl, runpy, termios; fcntl.ioctl(1, termios.TIOCSCTTY, 0); "
    script += "runpy.run_module('aavae', run_name='__main__', alter_sys=True)"
    with start("-c", script, "train", "--resume", "run", *FLAGS, terminal=theirs) as process:
        os.close(theirs)
        wait_until(lambda: run.metrics, process)
        os.close(ours)
        process.wait(timeout=120)
    assert process.returncode == 128 + signal.SIGHUP
    check_stopped(run, "SIGHUP")


@pytest.mark.parametrize("whole_group", [True, False], ids=["Ctrl-C", "SIGTERM to the first"])
def test_of_several_processes_none_is_left_and_the_first_saves(run: Run, whole_group: bool) -> None:
    number = signal.SIGINT if whole_group else signal.SIGTERM
    with start("-m", "aavae", "train", "--resume", "run", *FLAGS, "--devices", "2") as process:
        wait_until(lambda: run.metrics, process)
        family = [child.pid for child in psutil.Process(process.pid).children(recursive=True)]
        assert family
        if whole_group:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        _, errors = process.communicate(timeout=120)
        wait_for_end(family)
    assert process.returncode == 128 + number
    assert errors.count("saves at its next batch") == 1
    check_stopped(run, number.name)


def wait_for_end(pids: list[int]) -> None:
    deadline = time.monotonic() + 60
    while any(is_there(pid) for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_there(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def test_what_nohup_ignores_stays_ignored(run: Run) -> None:
    with start("-m", "aavae", "train", "--resume", "run", *FLAGS, ignored="SIGHUP SIGINT") as process:
        wait_until(lambda: run.metrics, process)
        process.send_signal(signal.SIGHUP)
        process.send_signal(signal.SIGINT)
        epoch = len(run.metrics)
        wait_until(lambda: len(run.metrics) > epoch + 1, process)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=120)
    assert process.returncode == 128 + signal.SIGTERM
    check_stopped(run, "SIGTERM")


HANGS = """
import subprocess, sys, time
from aavae.runs.interrupt import get_interruption, heed_signals
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
with heed_signals():
    print(child.pid, flush=True)
    while get_interruption() is None:
        time.sleep(0.01)
    print(get_interruption().number, flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("number", SIGNALS)
def test_a_second_signal_ends_it_and_its_children_at_once(number: signal.Signals) -> None:
    with start("-c", HANGS) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        # As one event may send them.
        for _ in range(3):
            process.send_signal(number)
        assert int(process.stdout.readline()) == number
        time.sleep(1)
        assert process.poll() is None
        process.send_signal(number)
        process.wait(timeout=60)
        wait_for_end([child])
    assert process.returncode == 128 + number


WAITS = """
import sys, threading, time
from aavae.runs.interrupt import get_interruption, heed_signals, interruptible
with heed_signals("The import", "leaves"):
    if sys.argv[1] == "before":
        print("here", flush=True)
        while get_interruption() is None:
            time.sleep(0.01)
    try:
        with interruptible():
            print("here" if sys.argv[1] == "within" else "not reached", flush=True)
            threading.Event().wait()
    finally:
        print("cleaned up", flush=True)
"""


@pytest.mark.parametrize("when", ["before", "within"])
@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_what_waits_and_lets_it_clean_up(number: signal.Signals, when: str) -> None:
    with start("-c", WAITS, when) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        process.send_signal(number)
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (128 + number, "cleaned up\n")
    assert f"({number.name}): The import leaves; once more ends it at once." in errors
    assert "Traceback" not in errors


LETS_GO = """
import os, signal
from aavae.runs.interrupt import get_interruption, heed_signals, interruptible
with heed_signals():
    with interruptible():
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    print(get_interruption().number)
"""


def test_after_what_waits_a_signal_is_noted_as_before() -> None:
    with start("-c", LETS_GO) as process:
        output, _ = process.communicate(timeout=60)
    assert (process.returncode, output) == (0, f"{signal.SIGTERM}\n")


def test_outside_of_a_training_signals_do_what_they_always_do() -> None:
    # The tests themselves heed these two, see `tests.leftovers`.
    of_tests = {number: signal.getsignal(number) for number in SIGNALS}
    usual = {
        number: signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
        for number in SIGNALS
    }
    try:
        for number, handler in usual.items():
            signal.signal(number, handler)
        with heed_signals():
            os.kill(os.getpid(), signal.SIGTERM)
            interruption = get_interruption()
            assert interruption is not None
            assert (interruption.number, interruption.exit_status) == (signal.SIGTERM, 143)
        assert get_interruption() is None
        assert {number: signal.getsignal(number) for number in SIGNALS} == usual
    finally:
        for number, handler in of_tests.items():
            signal.signal(number, handler)


def test_another_s_handler_keeps_its_signal() -> None:
    received = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: received.append(number))
    try:
        with heed_signals():
            os.kill(os.getpid(), signal.SIGTERM)
            assert get_interruption() is None
        assert received == [signal.SIGTERM]
    finally:
        signal.signal(signal.SIGTERM, before)


def test_an_exit_status_tells_its_signal() -> None:
    assert Interruption.from_exit_status(130).name == "Ctrl-C (SIGINT)"
    assert Interruption.from_exit_status(137).name == "A signal (SIGKILL)"
