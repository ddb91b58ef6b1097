import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from aavae.__main__ import main
from aavae.paths import ROOT
from tests.browser.conftest import find_free_port
from tests.patience import PATIENCE


def check_sentence(capsys: pytest.CaptureFixture[str], message: str) -> None:
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("aavae: ")
    assert captured.err.count("\n") == 1
    assert message in captured.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "0"], "from 1 to 65,535"),
        (["--port", "65536"], "from 1 to 65,535"),
        (["--address", "lab.example.org"], "no address"),
        (["--address", "203.0.113.7"], "another --address"),
    ],
)
def test_what_it_cannot_listen_on_is_a_sentence(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["app", *arguments]) == 2
    check_sentence(capsys, message)


def test_a_port_that_is_taken_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["app", "--port", str(port)]) == 2
    check_sentence(capsys, f"listens on port {port} already")


def test_it_serves_from_anywhere_until_it_is_interrupted(tmp_path: Path) -> None:
    port = find_free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "aavae", "app", "--port", str(port)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/lesson", timeout=5) as response:
                assert response.status == 200
            break
        except OSError:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 0
