import subprocess
import sys

import numpy as np
import pytest

from aavae.analysis.neighbour_lists import Neighbours


@pytest.mark.parametrize("k", [1, 3, 5, 9])
def test_the_nearest_are_the_first_columns(k: int) -> None:
    lists = Neighbours(np.arange(20).reshape(4, 5), np.linspace(1, -1, 20, dtype=np.float32).reshape(4, 5))
    nearest = lists.take_nearest(k)
    np.testing.assert_array_equal(nearest.indices, lists.indices[:, :k])
    np.testing.assert_array_equal(nearest.similarities, lists.similarities[:, :k])
    assert nearest.indices.shape == (4, min(k, 5))


def test_lists_import_no_torch() -> None:
    code = "import sys, aavae.analysis.neighbour_lists; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
