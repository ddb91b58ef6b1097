#!/usr/bin/env bash
# scipy 1.17.1: whosmat, to look at a Matlab file before it is loaded. Expected: a file that was cut short raises, as loadmat
# of the same file does. Seen: it lists every variable that begins before the cut with its full shape, compressed or not, so
# it says nothing of whether the file is whole.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q scipy==1.17.1 numpy==2.4.6
"$folder/venv/bin/python" -W error - <<'PY'
import io

import numpy
from scipy.io import loadmat, savemat, whosmat

for packed in (False, True):
    buffer = io.BytesIO()
    images = numpy.random.default_rng(0).integers(0, 256, (32, 32, 3, 100), dtype=numpy.uint8)
    savemat(buffer, {"X": images}, do_compression=packed)
    cut = buffer.getvalue()[: len(buffer.getvalue()) // 2]
    listed = whosmat(io.BytesIO(cut))
    try:
        loadmat(io.BytesIO(cut))
        raised = None
    except Exception as error:
        raised = type(error).__name__
    print(f"half of a file{', compressed' if packed else ''}: whosmat lists {listed}, loadmat raises {raised}")
    assert listed == [("X", (32, 32, 3, 100), "uint8")], "scipy behaves otherwise now"
    assert raised is not None
PY
