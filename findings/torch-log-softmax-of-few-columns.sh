#!/usr/bin/env bash
# torch 2.14.1 (CPU): log_softmax of many rows of ten classes. Expected: about the same time whether classes lie in
# columns, as they come from a linear layer, or in rows: the same numbers, and in columns they lie side by side in
# memory. Seen: in columns it takes about twenty times as long, and six times as long as turning the array, computing in
# rows and turning it back. So a classifier of few classes spends its time there, unless its classes are turned into
# rows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.14.1 numpy==2.4.6
"$folder/venv/bin/python" - <<'PY'
import time

import torch


def measure(compute):
    """Microseconds of the fastest of many, so that other programs matter little."""
    times = []
    for _ in range(100):
        start = time.perf_counter()
        compute()
        times.append(time.perf_counter() - start)
    return 1e6 * min(times)


torch.set_num_threads(1)
columns = torch.randn(10_000, 10, generator=torch.Generator().manual_seed(0))
rows = columns.T.contiguous()
assert torch.allclose(torch.log_softmax(columns, 1).T, torch.log_softmax(rows, 0), atol=1e-5)
seen = {
    "classes in columns": measure(lambda: torch.log_softmax(columns, 1)),
    "classes in rows": measure(lambda: torch.log_softmax(rows, 0)),
    "turned and turned back": measure(lambda: torch.log_softmax(columns.T.contiguous(), 0).T.contiguous()),
}
print({name: round(microseconds) for name, microseconds in seen.items()}, "microseconds")
in_columns, in_rows, turned = seen.values()
assert in_columns > 5 * in_rows and in_columns > 2 * turned, "torch behaves otherwise now"
PY
