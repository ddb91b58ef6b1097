import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path

import pytest

from aavae.paths import ROOT
from aavae.ui.server.__main__ import name_server
from tests.browser.conftest import find_free_port
from tests.patience import PATIENCE


@contextlib.contextmanager
def serve(folder: Path, *options: str, **variables: str) -> Iterator[str]:
    """The address of a server that was started elsewhere than in its folder; Ctrl-C ends it."""
    port, log = find_free_port(), folder / "log.txt"
    command = [sys.executable, "-m", "aavae.ui.server", "--server.port", str(port), *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | variables
    with open(log, "wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
    try:
        yield f"http://127.0.0.1:{port}"
        assert process.poll() is None, log.read_text()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)
    assert process.returncode == 0
    assert "Traceback" not in log.read_text()


def fetch(address: str) -> HTTPResponse:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return urllib.request.urlopen(address, timeout=5)
        except urllib.error.HTTPError:
            raise
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_it_serves_with_streamlits_options_and_ends_by_ctrl_c(tmp_path: Path) -> None:
    with serve(tmp_path) as address, fetch(f"{address}/_stcore/health") as response:
        assert response.status == 200


def test_what_is_published_is_fetched_once_also_below_a_path(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    (cache / "published").mkdir(parents=True)
    (cache / "published" / "abc.js").write_text("export const x = 1")
    (cache / "results-secret.json").write_text("{}")
    with serve(tmp_path, "--server.baseUrlPath", "lab", AAVAE_CACHE=str(cache)) as address:
        fetch(f"{address}/lab/_stcore/health").close()
        with fetch(f"{address}/lab/published/abc.js") as response:
            assert response.read() == b"export const x = 1"
            assert "/javascript" in response.headers["Content-Type"]
            assert "immutable" in response.headers["Cache-Control"]
            assert "private" in response.headers["Cache-Control"]
        for name in ("published/none.js", "published/", "published/../results-secret.json"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                fetch(f"{address}/lab/{name}").close()
            refused.value.close()
            assert refused.value.code in (400, 404)


def test_a_folder_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "aavae.ui.server"],
        env=os.environ | {"AAVAE_CACHE": "~nobody-of-this-name"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("aavae: AAVAE_CACHE=")
    assert done.stderr.count("\n") == 1


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


def test_the_environment_may_say_so_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aavae.ui.server.__main__.find_lan_addresses", lambda: ["10.0.0.2"])
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")
    assert name_server(["run", "app.py"]) == ["--browser.serverAddress=10.0.0.2"]
    monkeypatch.setenv("STREAMLIT_BROWSER_SERVER_ADDRESS", "lab.example.org")
    assert name_server(["run", "app.py"]) == []


def test_a_machine_in_no_network_has_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aavae.ui.server.__main__.find_lan_addresses", lambda: [])
    assert name_server(["run", "app.py", "--server.address", "0.0.0.0"]) == []
