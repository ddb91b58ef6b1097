"""The numbers that the pages and the README show are those of the shipped weights."""

from typing import Any

import pytest

from aavae.data.store import load_dataset
from aavae.evaluation.augmentation.reconstruction import evaluate_reconstruction
from aavae.evaluation.results import find_row, read_published
from aavae.evaluation.similarity.pairs import evaluate_pairs
from aavae.evaluation.subject import find_subject

pytestmark = pytest.mark.slow
ROUNDING = 2e-4
"""Another processor adds in another order."""


@pytest.fixture(autouse=True)
def nothing_shipped_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else an analysis would be found among the shipped results, and not be computed."""
    monkeypatch.setattr("aavae.evaluation.cache._SHIPPED", "_nothing")


def read(name: str) -> dict[str, Any]:
    results = read_published(find_subject(name))
    assert results is not None
    return results


@pytest.mark.parametrize("name", ["aavae", "vae"])
def test_the_similarity_is_that_of_the_weights(name: str) -> None:
    # The bundled sample has all test images of the complete CIFAR-10, on which the results were computed.
    row = find_row(read(name)["similarity"], "mu")
    assert row is not None
    pairs = evaluate_pairs(find_subject(name), load_dataset("bundled"))
    assert pairs.get_estimate("auc").value == pytest.approx(row["auc"], abs=ROUNDING)


def test_the_reconstruction_error_is_that_of_the_weights() -> None:
    row = read("aavae")["reconstruction"]
    found = evaluate_reconstruction(find_subject("aavae"), load_dataset("bundled"))
    assert found.mse == pytest.approx(row["mse"], rel=1e-3)
    assert found.mse_augmented == pytest.approx(row["mse_augmented"], rel=1e-3)
