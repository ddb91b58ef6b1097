#!/usr/bin/env bash
# safetensors 0.8.0 with numpy 2.4.6: safetensors.numpy of an array that is a view, such as a transposed matrix or every
# other column. Expected: the file holds the values of the view, as numpy.save writes them, or the view is refused.
# Seen: the shape is right and the values are the first ones of the memory below, in another order; nothing is said. So
# weights that numpy has turned or cut come back scrambled, unless they are made contiguous before.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q safetensors==0.8.0 numpy==2.4.6
"$folder/venv/bin/python" -W error - <<'PY'
import numpy
from safetensors.numpy import load, save

matrix = numpy.arange(6, dtype=numpy.float32).reshape(2, 3)
for name, view in (("transposed", matrix.T), ("every other column", matrix[:, ::2])):
    stored = load(save({"weight": view}))["weight"]
    copied = load(save({"weight": numpy.ascontiguousarray(view)}))["weight"]
    print(f"{name}: {view.tolist()} is stored as {stored.tolist()}, a contiguous copy as {copied.tolist()}")
    assert (copied == view).all()
    below = matrix.ravel()[: view.size].reshape(view.shape)
    assert (stored == below).all(), "safetensors behaves otherwise now"
    assert (stored != view).any()
PY
