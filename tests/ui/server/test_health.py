import os
import subprocess
import sys
from pathlib import Path

import pytest

from aavae.paths import ROOT
from tests.browser.conftest import Server, find_free_port


def ask(**variables: str) -> subprocess.CompletedProcess[str]:
    """As a container asks: with the environment of its server."""
    return subprocess.run(
        [sys.executable, "-m", "aavae.ui.server.health"],
        cwd=ROOT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("path", ["", "/lab"])
def test_it_finds_the_server_of_this_machine(path: str, tmp_path: Path) -> None:
    with Server(tmp_path, cache=tmp_path / "cache", path=path) as server:
        there = {
            "STREAMLIT_SERVER_PORT": str(server.port),
            "STREAMLIT_SERVER_BASE_URL_PATH": path,
            "http_proxy": "http://127.0.0.1:9",
        }
        done = ask(**there)
        assert (done.returncode, done.stderr) == (0, "")
        # Something else answers there.
        assert ask(**there | {"STREAMLIT_SERVER_BASE_URL_PATH": "elsewhere"}).returncode == 1


def test_where_nobody_answers_it_says_so() -> None:
    port = find_free_port()
    done = ask(STREAMLIT_SERVER_PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"aavae: http://127.0.0.1:{port}/_stcore/health does not answer: ")
    assert done.stderr.count("\n") == 1
