"""How to show two models' maps so that an image lies at the same place on both: four ways, in one run.

python -m bench.alignment [FIRST SECOND] [--num-points N] [--representation h]

Each way ends with the best rotation, reflection, scale and shift (Procrustes) of the second map onto the
first.
Displacements are in radii of the first map (root mean square distance of its points from their middle); what
two unrelated maps leave after Procrustes is measured by shuffling the points of one. All layouts get the same
exact neighbours, 15 with the point itself, seed 0 for the first model and 1 for the second.
"""

import argparse
import time
import warnings

import numpy as np

from aavae.analysis.maps.alignment import align, compute_displacements
from aavae.analysis.maps.projection import compute_pca, standardise_points
from aavae.analysis.maps.trustworthiness import compute_trustworthiness
from aavae.analysis.neighbours import compute_graph
from aavae.data.pool import choose_ids
from aavae.data.store import load_dataset
from aavae.evaluation.points import load_points
from aavae.evaluation.subject import find_subject

REGULARISATIONS = (0.001, 0.01, 0.1, 1.0)
N_NEIGHBORS = 15


def lay_out(points: np.ndarray, start: np.ndarray, seed: int) -> np.ndarray:
    """UMAP as `compute_umap` does it, from a layout of choice."""
    from umap import UMAP

    features = standardise_points(points).numpy()
    graph = compute_graph(features, N_NEIGHBORS - 1)
    rows = np.arange(len(points))
    distances = np.column_stack([np.zeros(len(rows), np.float32), 1 - graph.similarities])
    mapper = UMAP(
        n_neighbors=N_NEIGHBORS,
        metric="cosine",
        init=start,  # pyright: ignore[reportArgumentType]
        precomputed_knn=(np.column_stack([rows, graph.indices]), distances),
        force_approximation_algorithm=True,
        random_state=seed,
        n_jobs=1,
    )
    return np.asarray(mapper.fit_transform(features), np.float32)


def lay_out_aligned(
    first: np.ndarray, second: np.ndarray, regularisation: float
) -> tuple[np.ndarray, np.ndarray]:
    """umap.AlignedUMAP: the same image is the same point in both; its own neighbours and start."""
    from umap import AlignedUMAP

    mapper = AlignedUMAP(
        n_neighbors=N_NEIGHBORS,
        metric="cosine",
        alignment_regularisation=regularisation,
        random_state=0,
    )
    features = [standardise_points(points).numpy() for points in (first, second)]
    mapper.fit(features, relations=[{row: row for row in range(len(first))}])
    one, two = (np.asarray(layout, np.float32) for layout in mapper.embeddings_)
    return one, two


def report(
    name: str, points: tuple[np.ndarray, np.ndarray], maps: tuple[np.ndarray, np.ndarray], seconds: float
) -> None:
    """Print a way's line."""
    displacements = compute_displacements(maps[0], align(maps[1], maps[0]))
    trust = [compute_trustworthiness(*pair) for pair in zip(points, maps, strict=True)]
    print(
        f"{name:42}  median displacement {np.median(displacements):.3f}  "
        f"beyond half a radius {(displacements > 0.5).mean():4.0%}  "
        f"trustworthiness {trust[0]:.4f} {trust[1]:.4f}  {seconds:5.1f} s",
        flush=True,
    )


def main() -> None:
    """Measure every way."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("models", nargs="*", default=["aavae", "vae"], help="two models")
    parser.add_argument("--num-points", type=int, default=3_000, help="test images")
    parser.add_argument("--representation", choices=("h", "mu", "z"), default="h", help="what is laid out")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")

    dataset = load_dataset("bundled")
    ids = choose_ids(dataset, arguments.num_points)
    first, second = (
        load_points(find_subject(name), dataset, arguments.representation, ids) for name in arguments.models
    )
    points = first, second
    pixels = load_points(find_subject("pixels"), dataset, "h", ids)
    lay_out(first[:500], compute_pca(first[:500]), 0)  # what numba compiles is counted for no one

    own = lay_out(first, compute_pca(first), 0)
    starts = {
        "each from its own PCA": (compute_pca(first), compute_pca(second)),
        "each from the first model's PCA": (compute_pca(first),) * 2,
        "each from the PCA of the pixels": (compute_pca(pixels),) * 2,
        "the second from the first one's UMAP": (compute_pca(first), own),
        "each from the UMAP of the pixels": (lay_out(pixels, compute_pca(pixels), 0),) * 2,
    }
    for name, (one, two) in starts.items():
        started = time.perf_counter()
        maps = lay_out(first, one, 0), lay_out(second, two, 1)
        report(name, points, maps, time.perf_counter() - started)
        if name == "each from its own PCA":
            shuffled = np.random.default_rng(0).permutation(maps[1])
            chance = compute_displacements(maps[0], align(shuffled, maps[0]))
            print(f"{'unrelated (one of these, shuffled)':42}  median displacement {np.median(chance):.3f}")
    for regularisation in REGULARISATIONS:
        started = time.perf_counter()
        maps = lay_out_aligned(first, second, regularisation)
        seconds = time.perf_counter() - started
        report(f"AlignedUMAP, regularisation {regularisation:g}", points, maps, seconds)


if __name__ == "__main__":
    main()
