#!/usr/bin/env bash
# torchvision 0.29.1 with torch 2.14.1: what `from torchvision.models import resnet18` imports. Expected: torchvision.
# Seen: torch._dynamo and with it sympy, for `torchvision.ops.roi_align` asks it at its top whether compiling is
# supported, beside a decorator whose purpose is not to import it. So convolutions in a row cost as many modules again
# as torch itself, 170 MB, and a second or two; torch alone leaves torch._dynamo for whoever compiles.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q torch==2.14.1 torchvision==0.29.1 numpy==2.4.6
cat >"$folder/look.py" <<'PY'
import sys

import torch


def read_megabytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 2**20


def look():
    there = [name for name in ("torch._dynamo", "sympy") if name in sys.modules]
    print(len(sys.modules), round(read_megabytes()), *there)


look()
from torchvision.models import resnet18

look()
PY
mapfile -t seen < <("$folder/venv/bin/python" "$folder/look.py")
echo "modules and MB with torch: ${seen[0]}; with torchvision: ${seen[1]}"
read -r modules megabytes there <<<"${seen[0]}"
read -r more_modules more_megabytes more_there <<<"${seen[1]}"
[[ -z $there && $more_there == "torch._dynamo sympy" ]]
((more_modules > modules * 3 / 2 && more_megabytes > megabytes + 50))
