import subprocess
import sys

import pytest

from aavae.analysis.maps.settings import check_num_points, check_tsne_settings, check_umap_settings
from aavae.errors import UserError


def test_settings_within_range_are_taken() -> None:
    check_num_points(3)
    check_umap_settings(2, 0)
    check_umap_settings(10**6, 1)
    check_tsne_settings(1)


@pytest.mark.parametrize("num_points", [2, 0, -1])
def test_too_few_points_are_refused(num_points: int) -> None:
    with pytest.raises(UserError, match="at least 3 images"):
        check_num_points(num_points)


@pytest.mark.parametrize("n_neighbors", [1, 0, -3])
def test_too_few_neighbours_are_refused(n_neighbors: int) -> None:
    with pytest.raises(UserError, match="n_neighbors: expected at least 2"):
        check_umap_settings(n_neighbors, 0.1)


@pytest.mark.parametrize("min_dist", [-0.1, 1.01, float("nan"), float("inf")])
def test_a_distance_out_of_range_is_refused(min_dist: float) -> None:
    with pytest.raises(UserError, match="min_dist: expected 0 to 1"):
        check_umap_settings(15, min_dist)


@pytest.mark.parametrize("perplexity", [0.99, -1, float("nan"), float("inf")])
def test_a_perplexity_out_of_range_is_refused(perplexity: float) -> None:
    with pytest.raises(UserError, match="perplexity: expected at least 1"):
        check_tsne_settings(perplexity)


def test_checking_imports_neither_torch_nor_umap() -> None:
    code = "import sys, aavae.analysis.maps.settings; sys.exit(bool({'torch', 'umap'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
