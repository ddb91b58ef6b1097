"""Images a second of an AAVAE's training step, and its peak memory, against the size of the images.

`python -m bench.image_size` on an otherwise idle machine: a step is the product's own, with augmentation, in
the precision that it chooses, on two threads. Beside other programs `python -m bench.image_size 1`, with one
thread, says what a second of a core's own time makes. Every case runs in a process of its own, which alone
makes its peak memory known, and the cases take turns: the best of the rounds counts. The images are drawn;
their content does not matter.
"""

import json
import resource
import statistics
import subprocess
import sys
import time
from typing import NamedTuple, cast

from aavae.config import EncoderName
from aavae.machine import describe_machine

SIZES = (32, 64, 96, 128)
BATCH_SIZES: dict[EncoderName, int] = {"patch": 256, "resnet18": 64}
"""With as many images as the patch encoder, a step of a ResNet-18 takes gigabytes and many seconds."""
STEPS: dict[EncoderName, int] = {"patch": 4, "resnet18": 1}
"""Timed steps of a round, after a first one that is not."""
ROUNDS = 2
THREADS = 2


class Speed(NamedTuple):
    """What a process measured.

    Attributes:
        images_per_second: of its steps, by the clock: their median.
        images_per_core_second: by the processor time of all threads, which also wait for each other.
        peak_bytes: the most memory that the process held.
    """

    images_per_second: float
    images_per_core_second: float
    peak_bytes: int


def measure(encoder: EncoderName, size: int, threads: int) -> Speed:
    """Make a few steps in this process."""
    import numpy as np

    from aavae.config import HardwareConfig, ModelConfig, RunConfig
    from aavae.data.image_set import Dataset, ImageSet
    from aavae.train.loop import Training
    from aavae.train.metrics import Progress

    count = BATCH_SIZES[encoder]
    rng = np.random.default_rng(0)
    train, test = (
        ImageSet(rng.integers(0, 256, (num, 3, size, size), np.uint8), np.zeros(num, np.int64), ("drawn",))
        for num in (count * (STEPS[encoder] + 1), 2)
    )
    config = RunConfig(num_epochs=1, batch_size=count, model=ModelConfig(encoder=encoder, image_size=size))
    hardware = HardwareConfig(accelerator="cpu", precision="auto", threads=threads)
    training = Training(config, Dataset("drawn", "drawn", train, test, digest=""), hardware)
    speeds, clocks = [], []

    def note(progress: Progress) -> bool:
        speeds.append(progress.images_per_second)
        clocks.append(time.process_time())
        return len(speeds) > STEPS[encoder]

    list(training.epochs(note))
    core_seconds = (clocks[-1] - clocks[0]) / (len(clocks) - 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Speed(statistics.median(speeds[1:]), count / core_seconds, peak)


def _measure_apart(encoder: EncoderName, size: int, threads: int) -> Speed:
    command = [sys.executable, "-m", "bench.image_size", encoder, str(size), str(threads)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return Speed(*json.loads(result.stdout.splitlines()[-1]))


def main(threads: int) -> None:
    """Measure every case in turns, and print the table."""
    cases: list[tuple[EncoderName, int]] = [(encoder, size) for encoder in BATCH_SIZES for size in SIZES]
    rounds = [[_measure_apart(*case, threads) for case in cases] for _ in range(ROUNDS)]
    print(f"{describe_machine()['cpu']}, threads: {threads}, best of {ROUNDS} rounds\n")
    print("| Encoder | Size | Batch | Images a second | 10,000 images, s | A second of one core | Peak, MB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for (encoder, size), tries in zip(cases, zip(*rounds, strict=True), strict=True):
        fastest = max(speed.images_per_second for speed in tries)
        per_core = max(speed.images_per_core_second for speed in tries)
        peak = max(speed.peak_bytes for speed in tries)
        print(
            f"| {encoder} | {size} | {BATCH_SIZES[encoder]} | {fastest:,.0f} | {10_000 / fastest:,.0f} | "
            f"{per_core:,.0f} | {peak / 1e6:,.0f} |"
        )


if __name__ == "__main__":
    if len(sys.argv) == 4:
        encoder, *numbers = sys.argv[1:]
        print(json.dumps(measure(cast(EncoderName, encoder), *map(int, numbers))))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else THREADS)
