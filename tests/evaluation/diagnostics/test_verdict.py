from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest

from aavae.config import RepresentationName
from aavae.data.image_set import Dataset, ImageSet, choose_evenly
from aavae.data.store import load_dataset
from aavae.evaluation.diagnostics.invariance import find_invariance
from aavae.evaluation.diagnostics.spectrum import find_spectrum
from aavae.evaluation.diagnostics.verdict import evaluate_verdict, find_verdict
from aavae.evaluation.similarity.pairs import find_pairs
from aavae.evaluation.similarity.uniformity import evaluate_uniformity
from aavae.evaluation.subject import Subject, find_subject, list_study_subjects
from aavae.paths import ROOT
from tests.conftest import make_run
from tests.degenerate import make_collapsed_run

HARDLY = "hardly knows an image by its views"


@pytest.fixture(scope="module")
def bundled() -> Dataset:
    return load_dataset("bundled")


@pytest.fixture(scope="module")
def few(bundled: Dataset) -> Dataset:
    """200 test images, of which models that ship without numbers are soon judged."""
    rows = choose_evenly(len(bundled.test), 200)
    test = ImageSet(bundled.test.take(rows), bundled.test.labels[rows], bundled.test.class_names)
    return replace(bundled, name="few", test=test, digest="few")


def drop_labels(dataset: Dataset) -> Dataset:
    test = replace(dataset.test, labels=np.full(len(dataset.test), -1), class_names=())
    return replace(dataset, test=test, digest=f"{dataset.digest}-unlabelled")


def find_studied(name: str) -> Subject:
    return next(subject for subject in list_study_subjects() if subject.name == name)


@pytest.fixture
def nothing_computed() -> Iterator[None]:
    with patch("aavae.evaluation.computing.prepare", side_effect=AssertionError("it is not there")):
        yield


@pytest.mark.usefixtures("nothing_computed")
@pytest.mark.parametrize("representation", ["h", "mu", "z"])
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ae", "learning"),
        ("vae", "learning"),
        ("dae", "learning"),
        ("aavae", "learning"),
        ("aavae-features", "learning"),
        ("simclr", "learning"),
        ("untrained", "random"),
    ],
)
def test_shipped_models_are_judged_by_what_came_with_them(
    name: str, kind: str, representation: RepresentationName, bundled: Dataset
) -> None:
    subject = find_subject(name)
    verdict = evaluate_verdict(subject, bundled, representation=representation)
    assert verdict.kind == kind
    assert find_verdict(subject, bundled, representation=representation) == verdict
    # These reconstruct, and no more: random weights tell views apart about as well.
    assert (HARDLY in verdict.sentence) == (name == "vae" or (name == "ae" and representation == "h"))
    assert ("60 of 128 latents" in verdict.sentence) == (name == "vae")


def test_z_is_judged_by_its_mu(bundled: Dataset) -> None:
    of_z, of_mu = (
        find_verdict(find_subject("vae"), bundled, representation=representation)
        for representation in ("z", "mu")
    )
    assert of_z == of_mu


def test_pixels_are_no_model(bundled: Dataset) -> None:
    verdict = evaluate_verdict(find_subject("pixels"), bundled)
    assert verdict.kind == "unclear"
    assert "pixels are no model" in verdict.sentence


@pytest.mark.parametrize("name", ["study-vae-beta-10-seed-0", "study-aavae-beta-10-seed-0"])
def test_the_latents_of_a_large_beta_have_collapsed(name: str, few: Dataset) -> None:
    verdict = evaluate_verdict(find_studied(name), few, representation="mu")
    assert verdict.kind == "collapsed"
    assert verdict.sentence.startswith("its latents have collapsed")


def test_a_model_of_one_point_has_collapsed(tiny_dataset: Dataset) -> None:
    make_collapsed_run()
    verdict = evaluate_verdict(find_subject("collapsed"), tiny_dataset)
    assert verdict.kind == "collapsed"
    assert "one point" in verdict.sentence
    assert "nan" not in verdict.sentence


@pytest.mark.parametrize("method", ["aavae", "simclr"])
@pytest.mark.parametrize("representation", ["h", "mu"])
def test_other_weights_at_random_have_not_learned(
    method: str, representation: RepresentationName, few: Dataset
) -> None:
    make_run("mine", "aavae" if method == "aavae" else "simclr", seed=1)
    assert evaluate_verdict(find_subject("mine"), few, representation=representation).kind == "random"


@pytest.mark.parametrize("epoch", ["aavae@0", "simclr@0"])
def test_before_training_it_has_not_learned_though_batch_norm_has_seen_images(
    epoch: str, few: Dataset
) -> None:
    assert evaluate_verdict(find_subject(epoch), few).kind == "random"


def test_labels_are_not_looked_at(few: Dataset) -> None:
    subject = find_subject("simclr")
    with_labels, without = (evaluate_verdict(subject, images) for images in (few, drop_labels(few)))
    assert with_labels == without
    assert with_labels.kind == "learning"


def test_it_is_found_once_every_number_is_there(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    evaluate_uniformity(subject, tiny_dataset, representation="h")
    assert find_verdict(subject, tiny_dataset) is None
    verdict = evaluate_verdict(subject, tiny_dataset)
    assert find_verdict(subject, tiny_dataset) == verdict
    assert find_verdict(subject, tiny_dataset, representation="mu") is None


def test_few_images_are_too_few_whatever_is_there(micro_dataset: Dataset) -> None:
    make_run("mine")
    verdict = find_verdict(find_subject("mine"), micro_dataset)
    assert verdict is not None
    assert verdict.kind == "unclear"
    assert "20 test images are too few" in verdict.sentence


def test_the_document_has_the_numbers_of_the_shipped_models(bundled: Dataset) -> None:
    text = (ROOT / "docs" / "verdict.md").read_text(encoding="utf-8")
    titles = {"untrained": "untrained", "ae": "AE", "vae": "VAE", "dae": "denoising AE"}
    titles |= {"aavae": "AAVAE", "aavae-features": "AAVAE + features", "simclr": "SimCLR"}
    names: tuple[RepresentationName, ...] = ("h", "mu")
    for representation in names:
        table = text.partition(f"| {representation} | RankMe")[2].partition("\n\n")[0]
        for name, title in titles.items():
            subject = find_subject(name)
            spectrum = find_spectrum(subject, bundled, representation=representation)
            pairs = find_pairs(subject, bundled, representation=representation)
            invariance = find_invariance(subject, bundled, representation=representation)
            assert spectrum is not None
            assert pairs is not None
            assert invariance is not None
            jitter = invariance.values[invariance.names.index("colour jitter")]
            row = next(line for line in table.splitlines() if line.startswith(f"| {title} |"))
            cells = [cell.strip() for cell in row.split("|")]
            assert cells[2] == f"{spectrum.rank_me:.0f}"
            assert cells[5:7] == [f"{pairs.get_estimate('auc').value:.3f}", f"{jitter:.3f}"]
