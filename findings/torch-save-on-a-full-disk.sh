#!/usr/bin/env bash
# torch 2.14.1, Linux: torch.save on a disk without space, here /dev/full. Expected: OSError with ENOSPC, "No space left
# on device", as Python's own files and numpy.save raise it. Seen: RuntimeError of an unexpected position in the file;
# neither it nor what it was raised from says a word of space or has an errno. So whoever waits for OSError misses a
# full disk, and whoever reads the message is sent after a bug.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.14.1 numpy==2.4.6
"$folder/venv/bin/python" - <<'PY'
import errno

import numpy
import torch


def list_errors(save):
    try:
        save()
    except Exception as error:
        chain = [error]
        while (before := chain[-1].__cause__ or chain[-1].__context__) is not None:
            chain.append(before)
        return chain
    raise SystemExit("a full disk takes everything now")


def save_array():
    with open("/dev/full", "wb") as file:
        numpy.save(file, numpy.zeros(1_000_000))


for name, save in (
    ("numpy", save_array),
    ("torch", lambda: torch.save({"weight": torch.zeros(1_000_000)}, "/dev/full")),
):
    errors = list_errors(save)
    says_why = any(isinstance(error, OSError) and error.errno == errno.ENOSPC for error in errors)
    print(f"{name}:", *(f"{type(error).__name__}: {error}".splitlines()[0] for error in errors), sep="\n  ")
    assert says_why == (name == "numpy"), f"{name} behaves otherwise now"
assert isinstance(errors[0], RuntimeError) and "space" not in str(errors[0]), "torch behaves otherwise now"
PY
