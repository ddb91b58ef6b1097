import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from aavae.paths import ROOT
from aavae.ui.server.__main__ import name_server
from tests.browser.conftest import find_free_port
from tests.patience import PATIENCE


def test_it_serves_with_streamlits_options_and_ends_by_ctrl_c(tmp_path: Path) -> None:
    port, log = find_free_port(), tmp_path / "log.txt"
    command = [sys.executable, "-m", "aavae.ui.server", "--server.port", str(port)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with open(log, "wb") as output:
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=output, stderr=output)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as response:
                assert response.status == 200
            break
        except OSError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline
            time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    process.wait(PATIENCE)
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize(
    ("options", "added"),
    [
        ([], []),
        (["--server.port", "80"], []),
        (["--server.address", "127.0.0.1"], []),
        (["--server.address", "192.168.1.7"], []),
        (["--server.address", "0.0.0.0"], ["--browser.serverAddress=10.0.0.2"]),
        (["--server.address=0.0.0.0", "--server.port=80"], ["--browser.serverAddress=10.0.0.2"]),
        (["--server.address", "0.0.0.0", "--browser.serverAddress", "lab.example.org"], []),
    ],
)
def test_a_server_for_the_network_is_named_by_this_machines_address(
    options: list[str], added: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aavae.ui.server.__main__.find_lan_addresses", lambda: ["10.0.0.2", "192.168.1.5"])
    assert name_server(["run", "app.py", *options]) == added


def test_a_machine_in_no_network_has_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aavae.ui.server.__main__.find_lan_addresses", lambda: [])
    assert name_server(["run", "app.py", "--server.address", "0.0.0.0"]) == []
