#!/usr/bin/env bash
# torch 2.14.1 (CPU): torch.randn of one seed and another length. Expected: more numbers begin with the same ones, as
# those of numpy do. Seen: from 16 on they are drawn in groups of 16, and where the length is no multiple of 16, the last
# 16 are drawn anew; fewer than 16 come another way. So the noise of the same images differs if they come in another
# number or in batches of another size, unless all of it is drawn at once, or by numpy.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.14.1 numpy==2.4.6
"$folder/venv/bin/python" - <<'PY'
import numpy
import torch


def draw(count):
    return torch.randn(count, generator=torch.Generator().manual_seed(0)).tolist()


def count_equal(first, second):
    return sum(a == b for a, b in zip(first, second))


seen = {(few, many): count_equal(draw(few), draw(many)) for few, many in ((8, 16), (16, 32), (20, 32), (16, 20))}
print("the same at their place, of so many and so many:", seen)
assert seen == {(8, 16): 0, (16, 32): 16, (20, 32): 4, (16, 20): 4}, "torch behaves otherwise now"
few, many = (numpy.random.default_rng(0).standard_normal(count).tolist() for count in (8, 20))
print("numpy, of 8 and 20:", count_equal(few, many))
assert count_equal(few, many) == 8
PY
