import numpy as np
import pytest

from aavae.analysis.generation.frechet import compute_frechet
from aavae.analysis.generation.precision_recall import compute_precision_recall
from aavae.data.image_set import Dataset, ImageSet
from aavae.errors import UserError
from aavae.evaluation.generation.sample_quality import (
    QualityKind,
    SampleQuality,
    evaluate_floor,
    evaluate_sample_quality,
    find_sample_quality,
    split_test,
)
from aavae.evaluation.generation.samples import decode, evaluate_samples
from aavae.evaluation.represent import represent
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run


def measure(images: np.ndarray, real: np.ndarray) -> SampleQuality:
    encoder = find_subject("simclr")
    features = represent(encoder, images, "h"), represent(encoder, real, "h")
    frechet = compute_frechet(*features)
    covered = compute_precision_recall(features[1], features[0], 3)
    return SampleQuality(
        frechet=frechet.distance,
        frechet_interval=frechet.interval,
        **covered._asdict(),
        num=len(real),
        feature_subject=encoder.title,
    )


def check_same(found: SampleQuality, expected: SampleQuality) -> None:
    assert found[6:] == expected[6:]
    assert (found.frechet, found.precision, found.recall) == pytest.approx(
        (expected.frechet, expected.precision, expected.recall), rel=1e-3, abs=0.021
    )


def test_every_row_is_its_images_in_the_features_of_the_shipped_encoder(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    measured, others = split_test(tiny_dataset, 50)
    real = tiny_dataset.test.images[measured]
    mu = load_representations(subject, tiny_dataset, "test").mu
    samples = evaluate_samples(subject, tiny_dataset, "gaussian", num=50, seed=2).images
    found = evaluate_sample_quality(subject, tiny_dataset, "gaussian", num=50, seed=2)
    check_same(found, measure(samples, real))
    painted = decode(subject, mu[others])
    check_same(
        evaluate_sample_quality(subject, tiny_dataset, "reconstructions", num=50), measure(painted, real)
    )
    against = decode(subject, mu[measured])
    check_same(
        evaluate_sample_quality(subject, tiny_dataset, "gaussian", num=50, seed=2, against="reconstructions"),
        measure(samples, against),
    )
    assert find_sample_quality(subject, tiny_dataset, "gaussian", num=50, seed=2) == found
    assert find_sample_quality(subject, tiny_dataset, "gaussian", num=50, seed=3) is None


def test_real_images_come_out_better_than_what_an_untrained_decoder_paints(tiny_dataset: Dataset) -> None:
    make_run("mine")
    floor = evaluate_floor(tiny_dataset)
    kinds: tuple[QualityKind, ...] = ("prior", "reconstructions")
    for kind in kinds:
        found = evaluate_sample_quality(find_subject("mine"), tiny_dataset, kind)
        assert found.frechet > floor.frechet
        assert found.num == floor.num == 50


def test_the_two_halves_of_the_test_set_share_no_image_and_have_every_class(tiny_dataset: Dataset) -> None:
    # Sorted by class, as data sets are.
    rows = np.argsort(tiny_dataset.test.labels, kind="stable")
    labels = tiny_dataset.test.labels[rows]
    for num in (20, 5_000):
        measured, others = split_test(tiny_dataset, num)
        assert not set(measured) & set(others)
        assert len(measured) == len(others) == min(num, 50)
        assert len({*labels[measured]}) == len({*labels[others]}) == 10


def test_wrong_input_is_refused(tiny_dataset: Dataset) -> None:
    make_run("mine")
    make_run("contrastive", "simclr")
    subject = find_subject("mine")
    with pytest.raises(UserError, match="cannot take part"):
        evaluate_sample_quality(find_subject("contrastive"), tiny_dataset, "prior")
    with pytest.raises(UserError, match="no images 'dreams'"):
        evaluate_sample_quality(subject, tiny_dataset, "dreams")  # pyright: ignore[reportArgumentType]
    with pytest.raises(UserError, match="against 'all'"):
        evaluate_sample_quality(subject, tiny_dataset, "prior", against="all")  # pyright: ignore[reportArgumentType]
    with pytest.raises(UserError, match="at least 20 images"):
        evaluate_floor(tiny_dataset, num=19)
    test = tiny_dataset.test
    few = ImageSet(test.images[:30], test.labels[:30], test.class_names)
    with pytest.raises(UserError, match="30 test images, too few"):
        evaluate_floor(Dataset("few", "few", tiny_dataset.train, few, "few"))
    wide = ImageSet(np.zeros((50, 3, 32, 48), np.uint8), test.labels[:50], test.class_names)
    with pytest.raises(UserError, match="32 x 32 pixels, and those of 'wide' are 48 x 32"):
        evaluate_floor(Dataset("wide", "wide", tiny_dataset.train, wide, "wide"))
