"""A session of tests that leaves processes in every way leaves none; each is a real pytest of its own."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from aavae.paths import ROOT
from tests.leftovers import MARK
from tests.patience import PATIENCE

pytestmark = pytest.mark.slow
TERMINATE = "os.kill(os.getpid(), 15); time.sleep(60)"
CONFTEST = """
import pytest
from tests.leftovers import kill_what_a_scope_leaves, kill_what_a_session_leaves, kill_what_a_test_leaves

@pytest.fixture(scope="session", autouse=True)
def session():
    with kill_what_a_session_leaves():
        yield

@pytest.fixture(scope="module", autouse=True)
def module():
    with kill_what_a_scope_leaves():
        yield

@pytest.fixture(autouse=True)
def test():
    with kill_what_a_test_leaves():
        yield
"""
HEAD = """
import os, pathlib, subprocess, sys, time
import psutil, pytest

HERE = pathlib.Path(__file__).parent
SLEEP = "import time; time.sleep(600)"

def start(name, code=SLEEP, **options):
    process = subprocess.Popen([sys.executable, "-c", code], **options)
    note(name, process.pid)
    return process

def note(name, pid):
    (HERE / f"{name}.pid").write_text(str(pid))

def wait(name):
    while not (HERE / f"{name}.pid").exists() or not (HERE / f"{name}.pid").read_text():
        time.sleep(0.02)
    return int((HERE / f"{name}.pid").read_text())

def lives(name):
    pid = wait(name)
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE

# Starts a trainer in a session of its own, leaves it an orphan, and says which it is.
ORPHAN = f'''
import os, subprocess, sys
if os.fork():
    os._exit(0)
os.setsid()
child = subprocess.Popen([sys.executable, "-c", {SLEEP!r}], start_new_session=True)
open({str(HERE / "orphan.pid")!r}, "w").write(str(child.pid))
import time; time.sleep(600)
'''
"""


def run_session(folder: Path, tests: str) -> str:
    """What a session of these tests wrote; not to a pipe, which a process that is left would hold open."""
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "test_inner.py").write_text(HEAD + tests, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder)]
    log = folder / "log.txt"
    with open(log, "wb") as output:
        subprocess.run(
            [*command, "-c", os.devnull, str(folder)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
        )
    return log.read_text(encoding="utf-8")


def lives(folder: Path, name: str) -> bool:
    pid = int((folder / f"{name}.pid").read_text())
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize(
    "ending", ["assert False", "sys.exit('no')", "raise KeyboardInterrupt", TERMINATE, "pass"]
)
def test_whatever_a_test_starts_ends_with_it_however_it_ends(ending: str, tmp_path: Path) -> None:
    tests = f"""
def test_that_leaves_processes():
    start("child")
    start("session", start_new_session=True)
    start("parent", ORPHAN)
    wait("orphan")
    if (pid := os.fork()) == 0:
        time.sleep(600)
        os._exit(0)
    note("fork", pid)
    {ending}

def test_afterwards():
    assert not any(map(lives, ("child", "session", "orphan", "fork")))
"""
    session = run_session(tmp_path, tests)
    names = ("child", "session", "orphan", "fork")
    assert [name for name in names if lives(tmp_path, name)] == [], session
    if ending not in ("raise KeyboardInterrupt", TERMINATE):
        assert ("1 failed, 1 passed" if ending != "pass" else "2 passed") in session


LEADERLESS = """
LEADER = f'import os, subprocess, sys; os.setsid(); subprocess.Popen([sys.executable, "-c", {SERVER!r}])'

def start_server():
    start("leader", LEADER).wait()
"""


@pytest.mark.parametrize(
    "start", ["def start_server(): start('server', SERVER)", LEADERLESS], ids=["usual", "its leader ended"]
)
def test_a_modules_server_goes_on_and_its_trainers_end_with_the_test_that_asked(
    start: str, tmp_path: Path
) -> None:
    # Once a test has put a file there, the server starts a helper and, in a session of its own, a trainer.
    tests = """
SERVER = f'''
import os, pathlib, subprocess, sys, time
here = pathlib.Path({str(HERE)!r})
(here / "server.pid").write_text(str(os.getpid()))
while not (here / "asked").exists():
    time.sleep(0.02)
for name, detached in (("helper", False), ("trainer", True)):
    child = subprocess.Popen([sys.executable, "-c", {SLEEP!r}], start_new_session=detached)
    (here / (name + ".pid")).write_text(str(child.pid))
time.sleep(600)
'''
START

@pytest.fixture(scope="module")
def server():
    start_server()
    wait("server")
    yield
    raise RuntimeError("the server's own end fails")

def test_that_asks_for_a_training(server):
    (HERE / "asked").touch()
    wait("helper"), wait("trainer")
    assert False

def test_after_it(server):
    assert lives("server") and lives("helper") and not lives("trainer")
"""
    session = run_session(tmp_path, tests.replace("START", start))
    assert "1 failed, 1 passed, 1 error" in session, session
    assert [name for name in ("server", "helper", "trainer") if lives(tmp_path, name)] == []


def test_a_fixture_that_fails_while_it_starts_leaves_nothing(tmp_path: Path) -> None:
    tests = """
@pytest.fixture(scope="module")
def broken_server():
    start("server", start_new_session=True)
    raise TimeoutError("it does not answer")

@pytest.fixture
def broken_trainer():
    start("trainer", start_new_session=True)
    raise TimeoutError("it does not begin")

def test_one(broken_trainer): pass
def test_two(broken_server): pass
"""
    session = run_session(tmp_path, tests)
    assert "2 errors" in session
    assert [name for name in ("server", "trainer") if lives(tmp_path, name)] == []


def test_other_sessions_processes_are_left_alone(tmp_path: Path) -> None:
    sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
    other = subprocess.Popen(sleep, env=os.environ | {MARK: "another"}, start_new_session=True)
    unmarked = {name: value for name, value in os.environ.items() if name != MARK}
    stranger = subprocess.Popen(sleep, env=unmarked)
    try:
        session = run_session(tmp_path, "def test_nothing():\n    time.sleep(0.1)\n")
        assert "1 passed" in session
        assert other.poll() is None
        assert stranger.poll() is None
    finally:
        for process in (other, stranger):
            process.kill()
            process.wait()


def test_what_this_very_test_starts_carries_its_mark() -> None:
    code = f"import os; print(os.environ[{MARK!r}])"
    mark = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    # Session, module and test.
    assert mark.strip() == os.environ[MARK]
    assert len(mark.split("/")) >= 3
