#!/usr/bin/env bash
# scikit-learn 1.9.1 beside pandas 3.1.1 and pyarrow 26.0.1: what `import sklearn.mixture` imports. Expected: numpy,
# parts of scipy, and scikit-learn. Seen: all of scipy.stats, and where pandas is installed pandas and with it pyarrow,
# for a Gaussian mixture of numpy arrays: 140 MB in place of 76. So a process that fits one thing pays for a table
# library that it never uses, and one that imports pandas in another thread at the same moment meets it half imported.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6
cat >"$folder/look.py" <<'PY'
import sys

import numpy
import scipy.linalg


def read_megabytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 2**20


before = read_megabytes()
import sklearn.mixture

there = [name for name in ("pandas", "pyarrow", "scipy.stats") if name in sys.modules]
print(*there, round(read_megabytes() - before))
PY
without=$("$folder/venv/bin/python" "$folder/look.py")
"$folder/venv/bin/pip" install -q pandas==3.1.1 pyarrow==26.0.1
beside=$("$folder/venv/bin/python" "$folder/look.py")
echo "without pandas: $without MB; beside it: $beside MB"
[[ $without == "scipy.stats "* && $beside == "pandas pyarrow scipy.stats "* ]]
((${beside##* } > ${without##* } + 40))
