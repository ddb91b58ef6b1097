import numpy as np

from aavae.analysis.maps.alignment import align
from aavae.evaluation.maps.projection import evaluate_projection
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.sharing.notebooks.maps import recompute_maps
from tests.sharing.notebooks.conftest import Run, Small


def test_the_notebook_has_the_places_of_the_pages_maps(small: Small, run_cells: Run) -> None:
    settings = ProjectionSettings(representation="mu", num_points=60, method="pca")
    again = recompute_maps(*small, settings)
    found = run_cells(again.cells)
    first, second = (evaluate_projection(subject, small.dataset, settings) for subject in small.subjects)
    places = {(row["model"], row["image"]): (row["x"], row["y"]) for row in found["rows"]}
    assert len(places) == 2 * 60
    turned = align(second.coordinates, first.coordinates)
    for title, coordinates in (("one (yours)", first.coordinates), ("two (yours)", turned)):
        own = np.array([places[title, number] for number in first.ids.tolist()])
        assert (own == coordinates).all()
    assert len(found["figures"]) == 2
    assert "--num-points 60 --method pca" in again.commands[0]
