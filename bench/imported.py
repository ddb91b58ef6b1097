"""How fast a checkpoint of the reference implementation is imported, and in how much memory.

`python -m bench.imported` writes a file of the published ones' layout, ResNet-50, random weights and Adam's
moments, about 500 MB, into a temporary folder, imports it in a process of its own, and prints the seconds of
the import alone, those of the whole command, and, on Linux, the peak of resident memory above what the
libraries take, beside the file's size. Pages of the file that were read count, though they can be dropped.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from aavae.formatting import format_bytes
from aavae.machine import describe_machine
from tests.foreign.reference_file import draw_weights, make_content, write_checkpoint

_IMPORT = """
import json, sys, time
from pathlib import Path
from aavae.foreign.reference_checkpoint import import_reference_checkpoint
from aavae.nn.encoder import build_encoder
import torch
with torch.device("meta"):
    build_encoder("resnet50", 32)  # imports torchvision

def read(name):
    # Not getrusage: its maximum begins with what the parent had.
    (line,) = [line for line in open("/proc/self/status") if line.startswith(name)]
    return 1024 * int(line.split()[1])

before = read("VmRSS")
started = time.perf_counter()
import_reference_checkpoint(Path(sys.argv[1]), "measured")
seconds = time.perf_counter() - started
print(json.dumps({"seconds": seconds, "memory": read("VmHWM") - before}))
"""


def main() -> None:
    """Write, import, print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "aavae_cifar10.ckpt"
        weights = draw_weights(encoder="resnet50", decoder="decoder50", latents=128)
        write_checkpoint(path, make_content(weights, with_adam=True))
        size = path.stat().st_size
        environment = {**os.environ, "AAVAE_RUNS": str(Path(folder) / "runs")}
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", _IMPORT, str(path)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        wall = time.perf_counter() - started
        result = json.loads(done.stdout)
    print(describe_machine())
    print(f"file: {format_bytes(size)}, {len(weights)} tensors and Adam's moments")
    print(f"import: {result['seconds']:.2f} s; with the process and its libraries {wall:.2f} s")
    memory = result["memory"]
    print(f"memory: {format_bytes(memory)} above the libraries, {memory / size:.2f} of the file")


if __name__ == "__main__":
    main()
