#!/usr/bin/env bash
# umap-learn 0.5.12: a map of rows that do not differ, as those of a collapsed encoder, or from a start that does not
# vary in one direction. Expected: a refusal, a warning, or all points in one place. Seen: identical rows come out as a
# wide cloud like any other map, without a warning of umap's; with init="pca" every coordinate is NaN; and an array as
# `init` with a constant column gives a map whose one coordinate is fine and whose other is NaN throughout. NumPy alone
# warns of its division by zero. So whoever draws such a map must look at the rows and at the start first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q umap-learn==0.5.12 numba==0.68.1 pynndescent==0.7.0 scikit-learn==1.9.1 \
    scipy==1.17.1 numpy==2.4.6
"$folder/venv/bin/python" - <<'PY'
import warnings

import numpy
import umap


def compute_map(rows, init):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        places = umap.UMAP(n_epochs=50, init=init, random_state=0, n_jobs=1).fit_transform(rows)
    kinds = sorted({warning.category.__name__ for warning in caught})
    return places, [kind for kind in kinds if kind != "ImportWarning"]


identical = numpy.ones((300, 8), numpy.float32)
line = numpy.zeros((300, 8), numpy.float32)
line[:, 0] = numpy.random.default_rng(0).normal(size=300)

cloud, warned = compute_map(identical, "spectral")
spread = [round(float(deviation), 1) for deviation in cloud.std(0)]
print(f"identical rows: standard deviations {spread}, warnings: {warned}")
assert min(spread) > 0.5 and not warned, "umap behaves otherwise now"

by_pca, warned = compute_map(identical, "pca")
print(f"identical rows, init='pca': NaN in each column: {numpy.isnan(by_pca).sum(0).tolist()}, warnings: {warned}")
assert numpy.isnan(by_pca).all() and set(warned) <= {"RuntimeWarning"}, "umap behaves otherwise now"

started, warned = compute_map(line, line[:, :2])
print(f"a start with one constant column: NaN: {numpy.isnan(started).sum(0).tolist()}, warnings: {warned}")
assert numpy.isnan(started).sum(0).tolist() == [0, 300], "umap behaves otherwise now"
assert set(warned) <= {"RuntimeWarning"}, "umap behaves otherwise now"
PY
