"""Our UMAP beside plain `umap.UMAP()`: seconds and trustworthiness, in one run.

python -m bench.projection [--num-points N...]

Synthetic features, N x 128: 40 overlapping Gaussian classes whose spectrum falls like a trained encoder's,
standardised and brought to length 1, so that the Euclidean distance that plain UMAP takes orders the points
as our cosine distance does. Plain UMAP runs as it comes: on all threads, with another result each time. Ours
finds the exact neighbours and lays out on one thread, beyond 10,000 points in 100 epochs instead of 200, and
repeats.

Each side has a process of its own and lays out twice: "first" includes the compilation that every new process
pays for, as a job does; "again" does not. Importing is counted apart.
"""

import argparse
import json
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

SIDES = ("plain", "ours")


class Layout(NamedTuple):
    """How a side made a map twice.

    Attributes:
        importing: seconds of importing what it needs.
        first: seconds of the first map.
        again: seconds of the second one.
        trustworthiness: of the first, in [0, 1].
        repeats: whether both are the same to the last bit.
    """

    importing: float
    first: float
    again: float
    trustworthiness: float
    repeats: bool


def draw_features(num_points: int, d: int = 128) -> np.ndarray:
    """Float32 (N, d), unit vectors of standardised features."""
    generator = np.random.default_rng(0)
    centres = generator.normal(scale=0.6, size=(40, d))
    features = centres[generator.integers(0, 40, num_points)] + generator.normal(size=(num_points, d))
    features *= np.arange(1, d + 1) ** -0.4
    features = (features - features.mean(0)) / features.std(0)
    return (features / np.linalg.norm(features, axis=1, keepdims=True)).astype(np.float32)


def prepare(side: str) -> Callable[[np.ndarray], np.ndarray]:
    """Import what a side needs; returns what makes a map."""
    warnings.simplefilter("ignore")
    from umap import UMAP

    if side == "plain":
        return lambda features: np.asarray(UMAP().fit_transform(features))

    from aavae.analysis.maps.projection import compute_umap, standardise_points
    from aavae.analysis.neighbours import compute_graph

    def lay_out(features: np.ndarray) -> np.ndarray:
        return compute_umap(features, compute_graph(standardise_points(features).numpy(), 14))

    return lay_out


def measure(side: str, num_points: int) -> Layout:
    """Make a side's maps, in a process that has imported nothing for it yet."""
    features = draw_features(num_points)
    started = time.perf_counter()
    lay_out = prepare(side)
    importing = time.perf_counter() - started

    def time_map() -> tuple[np.ndarray, float]:
        started = time.perf_counter()
        return lay_out(features), time.perf_counter() - started

    (first, seconds), (again, seconds_again) = time_map(), time_map()

    from aavae.analysis.maps.trustworthiness import compute_trustworthiness

    trust = compute_trustworthiness(features, first)
    return Layout(importing, seconds, seconds_again, trust, np.array_equal(first, again))


def measure_apart(side: str, num_points: int) -> Layout:
    """The same in a process of its own."""
    command = ["-m", "bench.projection", "--side", side, "--num-points", str(num_points), "--json"]
    done = subprocess.run([sys.executable, *command], check=True, stdout=subprocess.PIPE, text=True)
    return Layout(**json.loads(done.stdout))


def describe(side: str, num_points: int, layout: Layout) -> str:
    """A line of figures."""
    same = "the same map" if layout.repeats else "another map"
    return (
        f"{num_points:8,}  {side:5}  import {layout.importing:5.1f} s  first {layout.first:6.1f} s  "
        f"again {layout.again:6.1f} s  trustworthiness {layout.trustworthiness:.4f}  the second time {same}"
    )


def main() -> None:
    """Measure both sides, one after the other."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--num-points", type=int, nargs="+", default=[10_000, 60_000], help="sizes of maps")
    parser.add_argument("--side", choices=SIDES, help="measure only this side, here")
    parser.add_argument("--json", action="store_true", help="print figures for a program; with --side")
    arguments = parser.parse_args()
    for num_points in arguments.num_points:
        for side in [arguments.side] if arguments.side else SIDES:
            layout = measure(side, num_points) if arguments.side else measure_apart(side, num_points)
            print(
                json.dumps(layout._asdict()) if arguments.json else describe(side, num_points, layout),
                flush=True,
            )


if __name__ == "__main__":
    main()
