#!/usr/bin/env bash
# safetensors 0.8.0 with torch 2.14.1 and without numpy, which neither of the two requires. Expected: safetensors.torch
# works. Seen: load_file does, save_file ends with ModuleNotFoundError: No module named 'numpy'. So what an exported
# model's load.py makes in an environment of torch and safetensors alone is saved with torch.save.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q safetensors==0.8.0 torch==2.14.1
"$folder/venv/bin/python" -W ignore - <<'PY'
import importlib.util
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

assert importlib.util.find_spec("numpy") is None
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder, "a.safetensors")
    header = b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
    path.write_bytes(len(header).to_bytes(8, "little") + header + b"\x00\x00\x80?")
    print("loaded", load_file(path))
    assert torch.equal(load_file(path)["a"], torch.ones(1))
    try:
        save_file({"a": torch.ones(1)}, path)
    except ModuleNotFoundError as error:
        print("save_file:", error)
    else:
        raise SystemExit("safetensors behaves otherwise now")
PY
