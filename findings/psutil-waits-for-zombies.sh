#!/usr/bin/env bash
# psutil 7.2.2, Linux: wait_procs() for a killed process that is no child of the caller's. Expected: it returns as soon
# as the process has ended. Seen: where the parent does not reap it, the whole timeout passes, and the process is among
# those that are alive, with the status "zombie"; of a child of one's own it returns at once. So whoever ends a tree of
# processes from outside must look at the status.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q psutil==7.2.2
"$folder/venv/bin/python" - <<'PY'
import subprocess
import sys
import time

import psutil

PARENT = """
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid, flush=True)
time.sleep(60)
"""


def kill_and_wait(process):
    process.kill()
    start = time.monotonic()
    gone, alive = psutil.wait_procs([process], timeout=3)
    return len(gone), [each.status() for each in alive], round(time.monotonic() - start)


parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
theirs = kill_and_wait(psutil.Process(int(parent.stdout.readline())))
ours = kill_and_wait(psutil.Process(parent.pid))
print(f"a grandchild: {theirs}, a child: {ours}")
assert theirs == (0, [psutil.STATUS_ZOMBIE], 3), theirs
assert ours == (1, [], 0), ours
PY
