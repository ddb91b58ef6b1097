import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from aavae.paths import ROOT
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
