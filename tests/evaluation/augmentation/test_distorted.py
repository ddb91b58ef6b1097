import numpy as np
import pytest
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.preprocessing import StandardScaler

from aavae.augment.distortion import distort
from aavae.data.image_set import Dataset
from aavae.distortion import Distortion
from aavae.errors import UserError
from aavae.evaluation.augmentation.distorted import evaluate_distorted
from aavae.evaluation.probes.image_classifier import classify, evaluate_image_classifier
from aavae.evaluation.reconstruct import reconstruct
from aavae.evaluation.represent import represent
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run

DISTORTIONS = [Distortion(), Distortion(flip=True), Distortion(top=0.5, height=0.3, width=0.3, hue=0.4)]


def test_every_number_is_that_of_a_naive_computation(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject, image = find_subject("mine"), tiny_dataset.test.images[7]
    found = evaluate_distorted(
        subject, tiny_dataset, image, distortions=DISTORTIONS, representation="mu", image_id=7
    )
    clean = image[None].astype(np.float32) / 255
    inputs = distort(image[None], DISTORTIONS)
    np.testing.assert_array_equal(found.inputs, inputs)
    np.testing.assert_allclose(found.reconstructions, reconstruct(subject, inputs), atol=1e-5)
    np.testing.assert_allclose(
        found.errors, ((found.reconstructions - clean) ** 2).mean((1, 2, 3)), rtol=1e-4
    )
    assert found.baseline_error == pytest.approx(found.errors[0], rel=1e-4)

    before, after = represent(subject, clean, "mu"), represent(subject, inputs, "mu")
    np.testing.assert_allclose(found.cosines, cosine_similarity(after, before)[:, 0], atol=1e-5)
    test = load_representations(subject, tiny_dataset, "test").mu.astype(np.float64)
    scaler = StandardScaler().fit(test)
    to_all = cosine_similarity(scaler.transform(after), scaler.transform(test))
    own = cosine_similarity(scaler.transform(after), scaler.transform(before))
    np.testing.assert_array_equal(found.ranks, (np.delete(to_all, 7, axis=1) > own).sum(1))
    assert found.num_others == 99

    classifier = evaluate_image_classifier(subject, tiny_dataset, representation="mu")
    np.testing.assert_allclose(found.probabilities, classify(classifier, after), atol=1e-4)
    np.testing.assert_allclose(found.probabilities_before, found.probabilities[0], atol=1e-4)


def test_an_image_as_it_is_stays_its_own_nearest_neighbour(tiny_dataset: Dataset) -> None:
    make_run("mine")
    for index in range(0, 100, 9):
        image = tiny_dataset.test.images[index]
        found = evaluate_distorted(
            find_subject("mine"),
            tiny_dataset,
            image,
            distortions=[Distortion()],
            representation="h",
            image_id=index,
        )
        assert found.ranks[0] == 0
        assert found.cosines[0] == pytest.approx(1, abs=1e-5)


def test_an_image_from_elsewhere_meets_all_others(tiny_dataset: Dataset) -> None:
    subject, image = find_subject("untrained"), tiny_dataset.train.images[0]
    for image_id in (None, 100):
        found = evaluate_distorted(
            subject, tiny_dataset, image, distortions=DISTORTIONS, representation="h", image_id=image_id
        )
        assert found.num_others == 100


@pytest.mark.parametrize("name", ["contrast", "pixels", "untrained"])
def test_without_a_decoder_there_is_no_error(name: str, tiny_dataset: Dataset) -> None:
    make_run("contrast", "simclr")
    found = evaluate_distorted(
        find_subject(name), tiny_dataset, tiny_dataset.test.images[0], distortions=DISTORTIONS
    )
    assert found.reconstructions.shape == (0, 3, 32, 32)
    assert np.isnan([*found.errors, found.baseline_error]).all()
    assert len(found.cosines) == len(found.ranks) == len(found.probabilities) == 3


def test_samples_z_of_an_image_have_noise_of_their_own_and_replay(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject, image = find_subject("mine"), tiny_dataset.test.images[0]
    first, second = (
        evaluate_distorted(
            subject, tiny_dataset, image, distortions=[Distortion()], representation="z"
        ).cosines
        for _ in range(2)
    )
    assert first[0] < 0.99
    np.testing.assert_array_equal(first, second)


def test_a_black_image_has_a_finite_cosine(tiny_dataset: Dataset) -> None:
    black = np.zeros((3, 32, 32), np.uint8)
    found = evaluate_distorted(find_subject("pixels"), tiny_dataset, black, distortions=[Distortion(hue=0.1)])
    assert found.cosines[0] == 0
    assert np.isfinite(found.probabilities).all()


def test_wrong_input_is_refused(tiny_dataset: Dataset) -> None:
    subject, image = find_subject("pixels"), tiny_dataset.test.images[0]
    cases = [
        (image[:, :16], DISTORTIONS, "h", "must be uint8"),
        (image / np.float32(255), DISTORTIONS, "h", "must be uint8"),
        (image, [], "h", "at least one distortion"),
        (image, DISTORTIONS, "mu", "has no mu"),
    ]
    for pixels, distortions, representation, message in cases:
        with pytest.raises(UserError, match=message):
            evaluate_distorted(
                subject, tiny_dataset, pixels, distortions=distortions, representation=representation
            )
