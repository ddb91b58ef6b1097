"""How fast a model or vectors of other software are imported, and in how much memory.

`python -m bench.imported` writes a checkpoint of the published ones' layout, ResNet-50, random weights and
Adam's moments, about 500 MB, into a temporary folder, imports it in a process of its own, and prints the
seconds of the import alone, those of the whole command, and, on Linux, the peak of resident memory above what
the libraries take, beside the file's size. Pages of the file that were read count, though they can be
dropped. `python -m bench.imported vectors` does the same with an `.npz` of 2,048 random numbers for each
image of the bundled sample, about 164 MB.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import tyro

from aavae.data.bundled import read_bundled_meta
from aavae.formatting import format_bytes
from aavae.machine import describe_machine
from tests.foreign.reference_file import draw_weights, make_content, write_checkpoint

Subject = Literal["checkpoint", "vectors"]

_WIDTH = 2_048
_IMPORT = """
import json, sys, time
from pathlib import Path
{prepare}

def read(name):
    # Not getrusage: its maximum begins with what the parent had.
    (line,) = [line for line in open("/proc/self/status") if line.startswith(name)]
    return 1024 * int(line.split()[1])

before = read("VmRSS")
started = time.perf_counter()
{run}
seconds = time.perf_counter() - started
print(json.dumps({{"seconds": seconds, "memory": read("VmHWM") - before}}))
"""
_CHECKPOINT = _IMPORT.format(
    prepare="""
from aavae.foreign.reference_checkpoint import import_reference_checkpoint
from aavae.nn.encoder import build_encoder
import torch
with torch.device("meta"):
    build_encoder("resnet50", 32)  # imports torchvision
""",
    run="import_reference_checkpoint(Path(sys.argv[1]), 'measured')",
)
_VECTORS = _IMPORT.format(
    prepare="""
import torch
import aavae.train.state
from aavae.data.store import load_dataset
from aavae.foreign.vectors_import import import_vectors
dataset = load_dataset("bundled")
len(dataset.train.images) + len(dataset.test.images)  # decoded, as they are once for a process
""",
    run="import_vectors([Path(sys.argv[1])], 'bundled', 'measured')",
)


def _write_checkpoint(folder: Path) -> Path:
    path = folder / "aavae_cifar10.ckpt"
    weights = draw_weights(encoder="resnet50", decoder="decoder50", latents=128)
    write_checkpoint(path, make_content(weights, with_adam=True))
    return path


def _write_vectors(folder: Path) -> Path:
    path, meta, generator = folder / "vectors.npz", read_bundled_meta(), np.random.default_rng(0)
    counts = {"train": meta.num_train, "test": meta.num_test}
    arrays = {name: generator.random((count, _WIDTH), np.float32) for name, count in counts.items()}
    np.savez(path, allow_pickle=False, **arrays)
    return path


_SUBJECTS: dict[Subject, tuple[Callable[[Path], Path], str]] = {
    "checkpoint": (_write_checkpoint, _CHECKPOINT),
    "vectors": (_write_vectors, _VECTORS),
}


def main(subject: Annotated[Subject, tyro.conf.Positional] = "checkpoint") -> None:
    """Write, import, print."""
    write, script = _SUBJECTS[subject]
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder))
        size = path.stat().st_size
        environment = {**os.environ, "AAVAE_RUNS": str(Path(folder) / "runs")}
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", script, str(path)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        wall = time.perf_counter() - started
        result = json.loads(done.stdout)
    print(describe_machine())
    print(f"file: {format_bytes(size)}, {subject}")
    print(f"import: {result['seconds']:.2f} s; with the process and its libraries {wall:.2f} s")
    memory = result["memory"]
    print(f"memory: {format_bytes(memory)} above the libraries, {memory / size:.2f} of the file")


if __name__ == "__main__":
    tyro.cli(main)
