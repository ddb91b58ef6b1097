import subprocess
import sys

import numpy as np

from aavae.data.image_set import Dataset
from aavae.evaluation.projection import ProjectionSettings, evaluate_pca, evaluate_umap, find_umap
from aavae.evaluation.subject import find_subject


def test_a_map_is_found_after_it_was_computed(tiny_dataset: Dataset) -> None:
    subject, settings = find_subject("untrained"), ProjectionSettings("h", num_points=60, n_neighbors=5)
    assert find_umap(subject, tiny_dataset, settings) is None
    computed = evaluate_umap(subject, tiny_dataset, settings)
    found = find_umap(subject, tiny_dataset, settings)
    assert found is not None
    np.testing.assert_array_equal(found.coordinates, computed.coordinates)
    assert find_umap(subject, tiny_dataset, settings._replace(seed=1)) is None
    assert computed.coordinates.shape == (60, 2)
    assert np.isfinite(computed.coordinates).all()
    # Evenly spaced over the test set.
    assert computed.indices[0] == 0 and computed.indices[-1] == len(tiny_dataset.test) - 1


def test_the_stand_in_has_the_same_images(tiny_dataset: Dataset) -> None:
    projection = evaluate_pca(find_subject("untrained"), tiny_dataset, ProjectionSettings("mu", 60))
    assert projection.coordinates.shape == (60, 2)


def test_looking_for_what_is_there_imports_neither_torch_nor_umap() -> None:
    code = "import sys, aavae.evaluation.projection, aavae.evaluation.gallery, aavae.evaluation.subject; "
    code += "import aavae.ui.home; "
    code += "sys.exit(bool({'torch', 'umap'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
