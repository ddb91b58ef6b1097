import numpy as np
import pytest
from sklearn.metrics.pairwise import cosine_distances
from sklearn.preprocessing import StandardScaler

from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset
from aavae.data.pool import get_images
from aavae.errors import UserError
from aavae.evaluation.maps.projection import evaluate_projection
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.maps.view_cloud import evaluate_view_cloud
from aavae.evaluation.points import load_points
from aavae.evaluation.represent import represent
from aavae.evaluation.subject import find_subject
from aavae.evaluation.views import draw_views
from tests.conftest import make_run

SETTINGS = ProjectionSettings(representation="mu", num_points=150, method="pca")
OFF = AugmentConfig(crop_probability=0, flip_probability=0, jitter_probability=0, grayscale_probability=0)


@pytest.mark.parametrize("id", [3, 100, 333])
def test_distances_are_those_of_scikit_learn(id: int, tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    projection = evaluate_projection(subject, tiny_dataset, SETTINGS)
    cloud = evaluate_view_cloud(
        subject, tiny_dataset, SETTINGS, projection=projection, id=id, num_views=9, seed=4
    )
    image = get_images(tiny_dataset, np.array([id]))
    (views,) = draw_views(np.repeat(image, 9, 0), AugmentConfig(), 4, num_views=1)
    points = load_points(subject, tiny_dataset, "mu", projection.ids)
    scaler = StandardScaler().fit(points.astype(np.float64))
    rows = scaler.transform(represent(subject, views, "mu"))
    original = scaler.transform(load_points(subject, tiny_dataset, "mu", np.array([id])))
    others = scaler.transform(points[projection.ids != id])
    between, to_others = cosine_distances(rows), cosine_distances(rows, others)
    assert cloud.spread == pytest.approx(between.sum() / (9 * 8), rel=1e-3)
    assert cloud.distance == pytest.approx(to_others.mean(), rel=1e-3)
    assert cloud.ratio == pytest.approx(cloud.spread / cloud.distance)
    assert cloud.num_found == (cosine_distances(rows, original)[:, 0] < to_others.min(1)).sum()
    assert cloud.coordinates.shape == (9, 2)
    assert cloud.coordinates.dtype == np.float32


def test_views_that_are_the_image_lie_on_it_and_find_it(tiny_dataset: Dataset) -> None:
    subject, settings = find_subject("untrained"), SETTINGS._replace(representation="h")
    projection = evaluate_projection(subject, tiny_dataset, settings)
    cloud = evaluate_view_cloud(
        subject, tiny_dataset, settings, projection=projection, id=42, num_views=5, augment=OFF
    )
    assert (cloud.spread, cloud.ratio) == pytest.approx((0, 0), abs=1e-5)
    assert cloud.num_found == 5
    extent = np.linalg.norm(np.ptp(projection.coordinates, axis=0))
    assert np.abs(cloud.coordinates - projection.coordinates[42]).max() < 0.01 * extent


def test_an_image_that_is_not_on_the_map_is_found_too(tiny_dataset: Dataset) -> None:
    subject, settings = (
        find_subject("untrained"),
        ProjectionSettings(representation="h", num_points=20, method="pca"),
    )
    projection = evaluate_projection(subject, tiny_dataset, settings)
    assert 400 not in projection.ids
    assert (
        evaluate_view_cloud(
            subject, tiny_dataset, settings, projection=projection, id=400, num_views=5, augment=OFF
        ).num_found
        == 5
    )


def test_a_cloud_repeats_a_seed_and_every_subject_sees_the_same_views(
    tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def spy(subject: object, images: np.ndarray, *rest: object) -> np.ndarray:
        seen.append(images)
        return represent(subject, images, *rest)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr("aavae.evaluation.maps.view_cloud.represent", spy)
    settings = SETTINGS._replace(representation="h")
    for name in ("untrained", "pixels"):
        subject = find_subject(name)
        projection = evaluate_projection(subject, tiny_dataset, settings)
        clouds = [
            evaluate_view_cloud(subject, tiny_dataset, settings, projection=projection, id=7, num_views=6)
            for _ in range(2)
        ]
        np.testing.assert_array_equal(clouds[0].coordinates, clouds[1].coordinates)
        assert clouds[0][1:] == clouds[1][1:]
        evaluate_view_cloud(subject, tiny_dataset, settings, projection=projection, id=7, num_views=6, seed=1)
    np.testing.assert_array_equal(seen[0], seen[3])
    assert not np.array_equal(seen[0], seen[2])


def test_samples_of_views_have_noise_of_their_own(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject, settings = find_subject("mine"), SETTINGS._replace(representation="z")
    projection = evaluate_projection(subject, tiny_dataset, settings)
    # As far apart as the samples of different images, but for what the image adds.
    cloud = evaluate_view_cloud(
        subject, tiny_dataset, settings, projection=projection, id=0, num_views=20, augment=OFF
    )
    assert cloud.spread > 0.1


def test_wrong_input_is_refused(tiny_dataset: Dataset) -> None:
    subject, settings = (
        find_subject("pixels"),
        ProjectionSettings(representation="h", num_points=20, method="pca"),
    )
    projection = evaluate_projection(subject, tiny_dataset, settings)
    with pytest.raises(UserError, match="at least 2 views"):
        evaluate_view_cloud(subject, tiny_dataset, settings, projection=projection, id=5, num_views=1)
    with pytest.raises(UserError, match="There is no image 420"):
        evaluate_view_cloud(subject, tiny_dataset, settings, projection=projection, id=420)
    with pytest.raises(UserError, match="has no z"):
        evaluate_view_cloud(
            subject, tiny_dataset, settings._replace(representation="z"), projection=projection, id=5
        )
