"""What is left of the speed of training and encoding beside other busy programs.

`python -m bench.busy` keeps all cores but one busy, and then measures what the product does by itself beside
every fixed choice of threads and of OpenMP's waiting policy, in turns: one training, a race of two, and a
page's encoding. `--load none` measures an idle machine. `--baseline FOLDER` adds another checkout of the
product, as it is. `--rounds` repeats all of it. Of a training's speed on an idle machine it also says which
share of a matrix product's own FLOP/s it is.

A laptop without AVX-512 is emulated by ONEDNN_MAX_CPU_ISA=AVX2 ATEN_CPU_CAPABILITY=avx2 before the command.
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple, get_args

ROOT = Path(__file__).resolve().parents[1]
Work = Literal["train", "race", "encode"]
Load = Literal["none", "plain", "irregular"]
SECONDS = 12
FLOP_AN_IMAGE = 86.8e6
"""Of an AAVAE with the patch encoder, forward and backward, counted by torch.utils.flop_counter."""
_LOADS: dict[Load, str] = {
    "none": "",
    "plain": "while os.getppid() == parent: sum(range(100_000))",
    # Bursts and pauses of milliseconds, as a browser or a video call makes them.
    "irregular": (
        "import random, time\n"
        "draw = random.Random(0).uniform\n"
        "while os.getppid() == parent:\n"
        "    end = time.perf_counter() + draw(0.002, 0.03)\n"
        "    while time.perf_counter() < end: sorted(range(2000), key=lambda value: -value)\n"
        "    time.sleep(draw(0.0001, 0.003))\n"
    ),
}


class Choice(NamedTuple):
    """How work is done.

    Attributes:
        title: what the table says.
        checkout: folder of the product.
        threads: a fixed number, or 0: what the product does by itself.
        policy: of OpenMP's waiting; empty: none is set.
    """

    title: str
    checkout: Path
    threads: int = 0
    policy: str = ""


def count_cores() -> int:
    """Cores that this process may use; without the product, which may be another checkout's."""
    return len(os.sched_getaffinity(0))


def list_choices(baseline: Path | None) -> list[Choice]:
    """The product, every fixed choice, and the baseline."""
    choices = [Choice("the product", ROOT)]
    for threads in range(1, count_cores() + 1):
        policies = ("", "PASSIVE") if threads > 1 else ("",)
        choices += [
            Choice(f"{threads} threads {policy or 'spinning'}", ROOT, threads, policy) for policy in policies
        ]
    return choices + ([Choice("the baseline", baseline)] if baseline else [])


@contextlib.contextmanager
def keep_busy(load: Load, count: int) -> Iterator[None]:
    """Keep so many cores busy during the block."""
    # It ends with this process, however that ends.
    code = f"import os\nparent = os.getppid()\n{_LOADS[load]}"
    commands = [[sys.executable, "-c", code]] * (count if load != "none" else 0)
    processes = [subprocess.Popen(command) for command in commands]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def measure(work: Work, choice: Choice) -> float:
    """Images a second; of a race, of both together."""
    environment = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    environment["PYTHONPATH"] = str(choice.checkout)
    if choice.policy:
        environment["OMP_WAIT_POLICY"] = choice.policy
    # Two cores: a race's trainings have one each, see `aavae.jobs.training.start_race`.
    threads = 1 if work == "race" and choice.threads == 0 and count_cores() < 4 else choice.threads
    command = [sys.executable, __file__, "--child", work, "--threads", str(threads)]
    children = [
        subprocess.Popen(command, cwd=choice.checkout, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2 if work == "race" else 1)
    ]
    outputs = [child.communicate()[0] for child in children]
    return sum(float(output.split()[-1]) for output in outputs)


def repeat_for_a_while(do_piece: Callable[[], int]) -> float:
    """Images a second of pieces of work, each of which says its images; the first is not counted."""
    do_piece()
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < SECONDS:
        count += do_piece()
    return count / (time.perf_counter() - start)


def train(threads: int) -> float:
    """Images a second of an AAVAE's steps at the default batch."""
    from aavae.config import HardwareConfig, RunConfig
    from aavae.data.store import load_dataset
    from aavae.train.loop import Training
    from aavae.train.metrics import Progress

    config = RunConfig(num_epochs=1_000)
    training = Training(config, load_dataset(config.data), HardwareConfig(accelerator="cpu", threads=threads))

    def do_piece() -> int:
        def stop(progress: Progress) -> bool:
            return True

        list(training.epochs(stop))
        return config.batch_size

    return repeat_for_a_while(do_piece)


def encode(threads: int) -> float:
    """Images a second of what pages encode: test images, by the shipped AAVAE."""
    import torch

    from aavae.data.store import load_dataset
    from aavae.evaluation.models import get_model
    from aavae.evaluation.subject import find_subject
    from aavae.representations import compute_representations, to_unit_range

    images = load_dataset("bundled").test.images[:1_000]
    model = get_model(find_subject("aavae"))

    def do_piece() -> int:
        if threads == 0:
            compute_representations(model, images)
            return len(images)
        with torch.inference_mode():
            for batch in torch.from_numpy(images).split(500):
                model.encode(to_unit_range(batch))
        return len(images)

    if threads > 0:
        torch.set_num_threads(threads)
    return repeat_for_a_while(do_piece)


def measure_matrix_product() -> float:
    """FLOP/s of a product of two matrices in 32 bits, with torch's number of threads; the best of many."""
    import torch

    size = 1_024
    matrix = torch.rand(size, size)
    durations = []
    for _ in range(40):
        start = time.perf_counter()
        _ = matrix @ matrix
        durations.append(time.perf_counter() - start)
    return 2 * size**3 / min(durations)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--load", choices=get_args(Load), default="plain", help="of the other programs")
    parser.add_argument("--work", choices=get_args(Work), nargs="+", default=list(get_args(Work)))
    parser.add_argument("--rounds", type=int, default=1, help="turns of all choices")
    parser.add_argument("--baseline", type=Path, help="folder of another checkout")
    parser.add_argument("--child", choices=get_args(Work), help=argparse.SUPPRESS)
    parser.add_argument("--threads", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print((encode if options.child == "encode" else train)(options.threads))
        return
    cores = count_cores()
    choices = list_choices(options.baseline and options.baseline.resolve())
    for work in options.work:
        speeds: dict[Choice, list[float]] = {choice: [] for choice in choices}
        with keep_busy(options.load, max(1, cores - 1)):
            for _ in range(options.rounds):
                for choice, values in speeds.items():
                    values.append(measure(work, choice))
        medians = {choice: statistics.median(values) for choice, values in speeds.items()}
        best = max(value for choice, value in medians.items() if choice.threads > 0)
        print(f"\n{work}, {cores} cores, other programs: {options.load}; images/s, {options.rounds} round(s)")
        for choice, value in medians.items():
            print(
                f"  {choice.title:>22} {value:8,.0f}   {value / best:4.0%} of the best fixed choice",
                flush=True,
            )
        product, *_, last = medians.values()
        if options.baseline:
            print(f"  the product is {product / last:.1f} times as fast as the baseline")
        if work == "train" and options.load == "none":
            share = product * FLOP_AN_IMAGE / measure_matrix_product()
            print(f"  {share:.2f} of a matrix product's FLOP/s")


if __name__ == "__main__":
    main()
