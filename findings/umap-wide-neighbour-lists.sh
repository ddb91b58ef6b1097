#!/usr/bin/env bash
# umap-learn 0.5.12: `precomputed_knn` with more neighbours than `n_neighbors`, which is allowed and documented, so that
# one search serves several maps. Expected: the nearest `n_neighbors` of each list are used, however many points there
# are. Seen: so it is from 4,096 points on; of fewer the lists are used whole, without a word: with 60 for 15, each
# point has 76 links in place of 18. So two maps that differ by one point differ in what they are made of, unless the
# lists are cut before.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q umap-learn==0.5.12 numba==0.68.1 pynndescent==0.7.0 scikit-learn==1.9.1 \
    scipy==1.17.1 numpy==2.4.6
"$folder/venv/bin/python" -W ignore - <<'PY'
import numpy
import umap
from sklearn.neighbors import NearestNeighbors

points = numpy.random.default_rng(0).normal(size=(4_096, 4)).astype(numpy.float32)


def count_links(num_points, width):
    rows = points[:num_points]
    distances, indices = NearestNeighbors(n_neighbors=width).fit(rows).kneighbors(rows)
    mapper = umap.UMAP(
        n_neighbors=15, n_epochs=1, init="random", random_state=0, precomputed_knn=(indices, distances)
    )
    return round(mapper.fit(rows).graph_.nnz / num_points)


seen = {(num_points, width): count_links(num_points, width) for num_points in (4_095, 4_096) for width in (15, 60)}
for (num_points, width), links in seen.items():
    print(f"{num_points} points, lists of {width} for n_neighbors=15: {links} links a point")
assert seen[4_096, 15] == seen[4_096, 60] == seen[4_095, 15] < 20, "umap behaves otherwise now"
assert seen[4_095, 60] > 3 * seen[4_095, 15], "umap behaves otherwise now"
PY
