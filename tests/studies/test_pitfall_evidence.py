import numpy as np
import pytest
import torch

from aavae.data.image_set import Dataset
from aavae.evaluation.models import get_model
from aavae.evaluation.reconstruct import reconstruct
from aavae.evaluation.subject import find_subject
from aavae.studies.pitfall_evidence import (
    NUM_SHOWN,
    evaluate_evidence,
    locate_evidence,
    read_evidence,
    write_evidence,
)
from aavae.train.state import load_weights, save_weights
from tests.conftest import make_run


def test_the_numbers_are_those_of_the_reconstructions(tiny_dataset: Dataset) -> None:
    run = make_run("mine", "vae")
    subject = find_subject("mine")
    evidence = evaluate_evidence(subject, tiny_dataset)
    images = tiny_dataset.test.images
    painted, pixels = reconstruct(subject, images), images / 255
    assert evidence.mse == pytest.approx(((painted - pixels) ** 2).mean(), rel=1e-4)
    assert evidence.variation == pytest.approx(painted.var(0).mean() / pixels.var(0).mean(), rel=1e-4)
    assert evidence.originals.shape == evidence.reconstructions.shape == (NUM_SHOWN, 3, 32, 32)
    assert evidence.kl > 0 and 0 <= evidence.num_active <= 128
    write_evidence(evidence, run.layout)
    found = read_evidence(run.layout)
    assert found is not None
    np.testing.assert_array_equal(found.reconstructions, evidence.reconstructions)
    assert found[2:] == evidence[2:]
    locate_evidence(run.layout).write_bytes(b"garbage")
    assert read_evidence(run.layout) is None


def test_a_model_whose_latents_are_constant_paints_one_picture(tiny_dataset: Dataset) -> None:
    run = make_run("flat", "vae")
    weights = load_weights(run.layout.weights)
    (name,) = [name for name in weights if name.endswith("mu.weight")]
    weights[name] = torch.zeros_like(weights[name])
    save_weights(weights, run.layout.weights)
    subject = find_subject("flat")
    assert get_model(subject) is not None
    evidence = evaluate_evidence(subject, tiny_dataset)
    assert (evidence.num_active, evidence.variation) == (0, pytest.approx(0, abs=1e-6))
    assert (evidence.reconstructions == evidence.reconstructions[:1]).all()
