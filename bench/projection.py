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
import subprocess
import sys
import time
import warnings
from collections.abc import Callable

import numpy as np

SIDES = ("plain", "ours")


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


def measure(side: str, num_points: int) -> None:
    """Print a side's line: run in a process of its own."""
    features = draw_features(num_points)
    started = time.perf_counter()
    lay_out = prepare(side)
    line = f"{num_points:8,}  {side:5}  import {time.perf_counter() - started:5.1f} s"
    maps = []
    for name in ("first", "again"):
        started = time.perf_counter()
        maps.append(lay_out(features))
        line += f"  {name} {time.perf_counter() - started:6.1f} s"

    from aavae.analysis.maps.trustworthiness import compute_trustworthiness

    trust = compute_trustworthiness(features, maps[0])
    same = "the same map" if np.array_equal(*maps) else "another map"
    print(f"{line}  trustworthiness {trust:.4f}  the second time {same}", flush=True)


def main() -> None:
    """Measure both sides, one after the other."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--num-points", type=int, nargs="+", default=[10_000, 60_000], help="sizes of maps")
    parser.add_argument("--side", choices=SIDES, help="measure only this side, here")
    arguments = parser.parse_args()
    for num_points in arguments.num_points:
        if arguments.side:
            measure(arguments.side, num_points)
            continue
        for side in SIDES:
            command = ["-m", "bench.projection", "--side", side, "--num-points", str(num_points)]
            subprocess.run([sys.executable, *command], check=True)


if __name__ == "__main__":
    main()
