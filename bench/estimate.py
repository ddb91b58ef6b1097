"""An estimate beside the real run: `python -m bench.estimate [--encoders NAME...] [--batches N...]`.

Each case is estimated in a process of its own, with nothing known before, and then trained by the same flags
until its first epoch is over, or SECONDS have passed. Printed are how long the estimate took, the time of a
step and the peak of resident memory, estimated and real, and their ratios: time should be within a factor of
1.5, memory within 20 %. With `--busy N` that many processes compute beside both. A case that may not fit into
the free memory is left out, and said.
"""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import psutil

from aavae.runs.layout import RunLayout, read_metrics
from aavae.runs.status import read_status
from bench.busy import keep_busy

_LARGEST_PART = 0.8
"""Of the free memory that a case may take."""


class Real(NamedTuple):
    """What a real run took: images a second over its steps, and its peak of resident memory in bytes."""

    images_per_second: float
    memory_bytes: int


def estimate(flags: list[str], environment: dict[str, str]) -> tuple[dict[str, Any], float]:
    """The estimate, and the seconds that its process took."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "aavae", "estimate", *flags, "--json"]
    result = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(result.stdout)[0], time.perf_counter() - start


def train(flags: list[str], environment: dict[str, str], batch: int, seconds: float) -> Real:
    """Train until an epoch is over or the time is, and watch the memory."""
    layout = RunLayout(Path(environment["AAVAE_RUNS"]) / "real")
    command = [sys.executable, "-m", "aavae", "train", *flags, "--name", "real"]
    child = psutil.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak, deadline = 0, time.monotonic() + seconds
    beats: list[tuple[int, float]] = []
    try:
        while child.poll() is None:
            with contextlib.suppress(psutil.Error):
                peak = max(peak, child.memory_info().rss)
            status = read_status(layout.status)
            # The first step sets up what all others use.
            if status.state == "running" and status.step > (beats[-1][0] if beats else 0):
                beats.append((status.step, status.updated))
            if (time.monotonic() > deadline and len(beats) > 2) or read_metrics(layout.metrics):
                break
            time.sleep(0.02)
    finally:
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
        child.wait()
    metrics = read_metrics(layout.metrics)
    if metrics:
        return Real(metrics[0]["images_per_second"], peak)
    (first_step, first), (last_step, last) = beats[0], beats[-1]
    return Real((last_step - first_step) * batch / (last - first), peak)


def compare(encoder: str, batch: int, busy: int, seconds: float) -> str:
    """One case as a line."""
    flags = ["--model.encoder", encoder, "--batch-size", str(batch), "--num-epochs", "1"]
    with tempfile.TemporaryDirectory() as temporary, keep_busy("plain", busy):
        environment = {
            **os.environ,
            "AAVAE_RUNS": f"{temporary}/runs",
            "AAVAE_CACHE": f"{temporary}/cache",
        }
        guess, took = estimate(flags, environment)
        line = (
            f"{encoder:>8} {batch:5} {busy} busy: {took:5.1f} s, {guess['precision']}, "
            f"{guess['images_per_second']:7.1f} images/s, {guess['memory_bytes'] / 1e9:6.2f} GB"
        )
        free = psutil.virtual_memory().available
        if guess["memory_bytes"] > _LARGEST_PART * free:
            return f"{line}; not run: {free / 1e9:.1f} GB are free"
        real = train(flags, environment, batch, seconds)
    speed, memory = (
        guess["images_per_second"] / real.images_per_second,
        guess["memory_bytes"] / real.memory_bytes,
    )
    return (
        f"{line}; real {real.images_per_second:7.1f} images/s, {real.memory_bytes / 1e9:6.2f} GB; "
        f"the estimate is {1 / speed:.2f} of the real time, {memory:.2f} of the real memory"
    )


def main() -> None:
    """Print a line for each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--encoders", nargs="+", default=["patch", "resnet18", "resnet50"])
    parser.add_argument("--batches", nargs="+", type=int, default=[16, 256, 2_048])
    parser.add_argument("--busy", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=120.0)
    arguments = parser.parse_args()
    # What was started ends with this process.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    for encoder in arguments.encoders:
        for batch in arguments.batches:
            print(compare(encoder, batch, arguments.busy, arguments.seconds), flush=True)


if __name__ == "__main__":
    main()
