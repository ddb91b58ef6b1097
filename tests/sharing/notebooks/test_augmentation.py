import numpy as np

from aavae.config import AugmentConfig
from aavae.data.pool import get_images
from aavae.evaluation.augmentation.profile import evaluate_profile
from aavae.evaluation.augmentation.wall import evaluate_wall
from aavae.sharing.notebooks.augmentation import recompute_profile, recompute_wall
from tests.sharing.notebooks.conftest import Run, Small


def test_the_notebook_has_the_pages_walls(small: Small, run_cells: Run) -> None:
    config = AugmentConfig(flip_probability=0.0)
    again = recompute_wall(*small, 7, seed=3, num_views=16, config=config)
    found = run_cells(again.cells)
    (image,) = get_images(small.dataset, np.array([7]))
    walls = [
        evaluate_wall(subject, small.dataset, image, seed=3, num_views=16, config=config)
        for subject in small.subjects
    ]
    assert [row["variance_ratio"] for row in found["rows"]] == [float(wall.variance_ratio) for wall in walls]
    assert [picture.size for picture in found["pictures"]] == 3 * [(512, 512)]
    # No flag of the command changes the augmentation.
    assert not again.commands
    (command,) = recompute_wall(*small, 7, seed=3, num_views=16, config=AugmentConfig()).commands
    assert command.endswith("--image 7 --num-views 16 --seed 3")


def test_the_notebook_has_the_pages_profile(small: Small, run_cells: Run) -> None:
    found = run_cells(recompute_profile(*small, "h", normalised=False).cells)
    profile = evaluate_profile(small.subjects[0], small.dataset, representation="h")
    first = found["rows"][0]
    assert first["series"] == "one (yours)"
    assert float(profile.means[0]) in first.values()
    assert found["figure"].data
