import numpy as np
import pytest

from aavae.config import AugmentConfig
from aavae.data.image_set import Dataset
from aavae.evaluation import computing
from aavae.evaluation.computing import import_by
from aavae.evaluation.generation.samples import decode
from aavae.evaluation.maps.neighbours import evaluate_training_neighbours
from aavae.evaluation.models import get_model, get_painter
from aavae.evaluation.points import load_points
from aavae.evaluation.probes.linear_probe import evaluate_linear_probe
from aavae.evaluation.reconstruct import reconstruct
from aavae.evaluation.represent import represent
from aavae.evaluation.subject import find_subject
from aavae.evaluation.views import draw_views
from tests.conftest import make_run


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was prepared for, in order."""
    calls: list[str] = []
    monkeypatch.setattr(computing, "_imports", [])
    import_by(lambda: calls.append("before"))
    import_by(lambda: calls.append("now"))
    return calls


def test_whatever_computes_prepares_and_what_is_found_does_not(
    tiny_dataset: Dataset, prepared: list[str]
) -> None:
    make_run("mine")
    subject = find_subject("mine")
    evaluate_linear_probe(subject, tiny_dataset)
    # Only the last way counts.
    assert set(prepared) == {"now"}
    prepared.clear()
    evaluate_linear_probe(subject, tiny_dataset)
    assert prepared == []


def test_so_does_what_keeps_no_result(tiny_dataset: Dataset, prepared: list[str]) -> None:
    make_run("mine")
    subject, images = find_subject("mine"), tiny_dataset.test.images[:2]
    latents = np.zeros((2, 128), np.float32)
    for compute in (
        lambda: get_model(subject),
        lambda: get_painter(subject),
        lambda: decode(subject, latents),
        lambda: reconstruct(subject, images),
        lambda: represent(subject, images.astype(np.float32) / 255, "h"),
        lambda: draw_views(images, AugmentConfig(), 0),
        lambda: load_points(subject, tiny_dataset, "h", np.arange(3)),
        lambda: evaluate_training_neighbours(subject, tiny_dataset, representation="h", id=0, k=3),
    ):
        prepared.clear()
        compute()
        assert prepared, compute
