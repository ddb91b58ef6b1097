import numpy as np
import pytest

from aavae.analysis.augmentation.reconstruction import compute_reconstruction_error
from aavae.data.image_set import Dataset
from aavae.data.pool import choose_ids, get_images
from aavae.errors import UserError
from aavae.evaluation.maps.point_scores import RIGHT, TRAINING, WRONG, evaluate_errors, judge
from aavae.evaluation.probes.knn_probe import evaluate_knn_probe
from aavae.evaluation.probes.linear_probe import evaluate_linear_probe
from aavae.evaluation.reconstruct import reconstruct
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run


@pytest.mark.parametrize("probe", ["knn", "linear"])
def test_right_test_images_are_as_many_as_the_probe_says(probe: str, tiny_dataset: Dataset) -> None:
    make_run("mine", "vae")
    subject = find_subject("mine")
    ids = choose_ids(tiny_dataset, 150)[::-1]
    values = judge(
        subject, tiny_dataset, representation="h", probe="knn" if probe == "knn" else "linear", ids=ids
    )
    evaluate = evaluate_knn_probe if probe == "knn" else evaluate_linear_probe
    accuracy = evaluate(subject, tiny_dataset, representation="h").accuracy
    assert (values == RIGHT).sum() == round(accuracy * 100)
    assert (values == WRONG).sum() == 100 - round(accuracy * 100)
    assert np.array_equal(values == TRAINING, ids >= 100)


def test_errors_are_those_of_each_image_and_are_kept(tiny_dataset: Dataset) -> None:
    make_run("mine", "vae")
    subject = find_subject("mine")
    ids = np.array([3, 150, 7])
    images = get_images(tiny_dataset, ids)
    expected = compute_reconstruction_error(images, reconstruct(subject, images)).per_image
    for _ in range(2):
        np.testing.assert_allclose(evaluate_errors(subject, tiny_dataset, ids), expected, rtol=1e-5)
    np.testing.assert_allclose(evaluate_errors(subject, tiny_dataset, ids[::-1]), expected[::-1], rtol=1e-5)


def test_a_model_without_a_decoder_has_no_errors(tiny_dataset: Dataset) -> None:
    make_run("mine", "simclr")
    with pytest.raises(UserError, match="no decoder"):
        evaluate_errors(find_subject("mine"), tiny_dataset, np.array([0]))
