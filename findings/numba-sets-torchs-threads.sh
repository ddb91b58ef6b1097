#!/usr/bin/env bash
# numba 0.68.1 with its OpenMP layer, torch 2.14.1 (CPU, OpenMP): the first parallel function of a process. Expected:
# numba has a number of threads of its own, and torch keeps the one that OMP_NUM_THREADS or set_num_threads gave it.
# Seen: from that function on torch takes as many threads as numba has, once; set again, its number stays. So what torch
# computes before and after a UMAP differs in its last bits, and another map comes of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.14.1 numba==0.68.1 numpy==2.4.6
OMP_NUM_THREADS=1 NUMBA_NUM_THREADS=2 NUMBA_THREADING_LAYER=omp "$folder/venv/bin/python" - <<'PY'
import numba
import numpy as np
import torch


@numba.njit(parallel=True)
def double(values):
    for place in numba.prange(len(values)):
        values[place] *= 2


seen = [torch.get_num_threads()]
double(np.ones(1_000))
seen.append(torch.get_num_threads())
torch.set_num_threads(1)
double(np.ones(1_000))
seen.append(torch.get_num_threads())
print(seen)
assert seen == [1, 2, 1], "numba, or torch, behaves otherwise now"
PY
