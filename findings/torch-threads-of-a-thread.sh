#!/usr/bin/env bash
# torch 2.14.1 (CPU, OpenMP): torch.set_num_threads in a program of several threads. Expected: one number for the
# process. Seen: it reaches the calling thread, and threads that have not computed yet; one that has computed keeps its
# own number. So a server that sets it at start-up, or in one session, does not set it for the others.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.14.1 numpy==2.4.6
OMP_NUM_THREADS=2 "$folder/venv/bin/python" - <<'PY'
import threading

import torch

seen = {}


def compute(name):
    torch.ones(600, 600) @ torch.ones(600, 600)
    seen[name] = torch.get_num_threads()


def work():
    compute("worker before")
    has_computed.set()
    is_set.wait()
    compute("worker after")


has_computed, is_set = threading.Event(), threading.Event()
worker = threading.Thread(target=work)
worker.start()
has_computed.wait()
torch.set_num_threads(1)
compute("caller after")
is_set.set()
worker.join()
late = threading.Thread(target=compute, args=("new thread",))
late.start()
late.join()
print(seen)
expected = {"worker before": 2, "caller after": 1, "worker after": 2, "new thread": 1}
assert seen == expected, "torch behaves otherwise now"
PY
