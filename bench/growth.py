"""How seconds and memory grow with the number of images: `python -m bench.growth [--work WORK...]`.

Importing a zip of PNGs, the linear probe, the kNN probe, UMAP with its exact neighbours, and the statistics
of pairs of views, each at one, two, four and eight times as many images. Each try has a process of its own,
which has done the same work on a few images before: what is imported, compiled or started once is not
counted, but for an import, all of which counts, the start of its processes too. Memory is what the peak adds
to what was there before; of an import, the peak of what its processes have for themselves.

The features are those of `bench.linear_probe` and `bench.projection`, drawn at random. The probes have a
fifth as many test images as training images. With twice as many images the kNN probe, the exact neighbours
and the pairs have four times as many pairs to look at.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

from aavae.paths import ROOT

FACTORS = (1, 2, 4, 8)
SMALLEST = {"import": 5_000, "probe": 2_500, "knn": 5_000, "umap": 1_250, "similarity": 500}
"""The number of images at one time."""
TITLES = {
    "import": "importing a zip of PNGs",
    "probe": "linear probe",
    "knn": "kNN probe",
    "umap": "UMAP",
    "similarity": "similarity of pairs",
}
_FEW = 300
"""Images of the same work before it counts."""
_RESET_PEAK = Path("/proc/self/clear_refs")
_STATUS = Path("/proc/self/status")

Work = Callable[[], object]


class Cost(NamedTuple):
    """What one try took.

    Attributes:
        seconds: of the clock.
        megabytes: at the peak, beyond what was there; None where the system does not say it.
    """

    seconds: float
    megabytes: float | None


def measure(work: str, count: int) -> Cost:
    """A try in a process of its own."""
    if work == "import":
        return measure_import(count)
    command = [sys.executable, "-m", "bench.growth", "--work", work, "--count", str(count)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Cost(**json.loads(done.stdout))


def measure_import(count: int) -> Cost:
    """Import so many PNGs."""
    from bench.importing import measure as import_file
    from bench.importing import write_pngs

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "png.zip"
        write_pngs(path, count)
        seconds, memory = import_file(path, ROOT)
    return Cost(seconds, memory / 1e6)


def measure_here(work: str, count: int) -> Cost:
    """A try in this process."""
    prepare = _PREPARE[work]
    prepare(_FEW)()
    do = prepare(count)
    before = psutil.Process().memory_info().rss
    if _RESET_PEAK.exists():
        _RESET_PEAK.write_text("5")
    started = time.perf_counter()
    do()
    seconds = time.perf_counter() - started
    return Cost(seconds, (_read_peak() - before) / 1e6 if _RESET_PEAK.exists() else None)


def _read_peak() -> int:
    """Bytes that this process had at most since its peak was reset."""
    lines = (line.split() for line in _STATUS.read_text(encoding="ascii").splitlines())
    return next(1024 * int(words[1]) for words in lines if words and words[0] == "VmHWM:")


def _prepare_probe(count: int) -> Work:
    from bench.linear_probe import draw_problem, fit_ours

    problem = draw_problem(count, count // 5)
    return lambda: fit_ours(problem)


def _prepare_knn(count: int) -> Work:
    from aavae.analysis.probes.knn_probe import compute_knn_probe
    from bench.linear_probe import draw_problem

    problem = draw_problem(count, count // 5)
    return lambda: compute_knn_probe(*problem, num_classes=10)


def _prepare_umap(count: int) -> Work:
    from bench.projection import draw_features, prepare

    lay_out, features = prepare("ours"), draw_features(count)
    return lambda: lay_out(features)


def _prepare_similarity(count: int) -> Work:
    import numpy as np

    from aavae.analysis.similarity.pair_measures import SCALES, compute_cosines
    from aavae.analysis.similarity.pair_statistics import compute_pair_statistics
    from aavae.analysis.similarity.pairs import draw_partners
    from bench.projection import draw_features

    features = draw_features(2 * count)
    labels = np.random.default_rng(0).integers(0, 10, count)

    def do() -> None:
        matrix = compute_cosines(features[:count], features[count:])
        compute_pair_statistics(matrix, labels, draw_partners(labels, 0), scale=SCALES["cosine"])

    return do


_PREPARE: dict[str, Callable[[int], Work]] = {
    "probe": _prepare_probe,
    "knn": _prepare_knn,
    "umap": _prepare_umap,
    "similarity": _prepare_similarity,
}


def describe(work: str, counts: Sequence[int], costs: Sequence[Cost]) -> str:
    """A line of figures."""
    parts = []
    for index, (count, (seconds, megabytes)) in enumerate(zip(counts, costs, strict=True)):
        factor = f" ({seconds / costs[index - 1].seconds:.1f} times)" if index else ""
        memory = "" if megabytes is None else f", {megabytes:,.0f} MB"
        parts.append(f"{count:,} in {seconds:.2f} s{factor}{memory}")
    return f"{TITLES[work]}: {'; '.join(parts)}"


def main() -> None:
    """Print a line for each kind of work, or measure one try for another process."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", nargs="+", choices=list(SMALLEST), default=list(SMALLEST), help="which")
    parser.add_argument("--count", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    for work in arguments.work:
        if arguments.count is not None:
            print(json.dumps(measure_here(work, arguments.count)._asdict()))
            continue
        counts = [factor * SMALLEST[work] for factor in FACTORS]
        print(describe(work, counts, [measure(work, count) for count in counts]), flush=True)


if __name__ == "__main__":
    main()
