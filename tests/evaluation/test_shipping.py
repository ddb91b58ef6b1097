import itertools
from pathlib import Path

import pytest

from aavae.data.image_set import Dataset
from aavae.evaluation.gallery import find_gallery
from aavae.evaluation.sample_quality import AGAINST, FEATURE_SUBJECT, QUALITY_KINDS
from aavae.evaluation.shipping import ship_defaults
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run, make_snapshots


def test_shipping_fills_what_the_pages_show_first(
    tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path))
    make_snapshots(make_run("mine"), 0)
    make_run(FEATURE_SUBJECT, "simclr")
    subject = find_subject("mine")
    mapped: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "aavae.evaluation.shipping.evaluate_projection",
        lambda subject, dataset, settings, ship: mapped.append((subject.name, settings.representation)),
    )
    measured: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "aavae.evaluation.shipping.evaluate_sample_quality",
        lambda subject, dataset, kind, against, ship: measured.append((kind, against)),
    )
    ship_defaults(subject, tiny_dataset)
    assert mapped == [("mine", "h"), ("mine", "mu"), ("mine", "z"), ("mine@0", "h")]
    assert set(measured) == set(itertools.product(QUALITY_KINDS, AGAINST))
    kinds = {path.name.rsplit("-", 1)[0] for path in (tmp_path / "_results").iterdir()}
    probes = {"linear-probe", "knn-probe", "label-curve", "layers"}
    diagnostics = {"latents", "spectrum", "invariance", "style"}
    similarities = {"similarity", "pairs", "uniformity", "profile"}
    decoded = {"gallery", "reconstruction", "wall-variance"}
    generation = {"density", "directions", "memorised", "memorised-reference"}
    others = {"neighbours", "image-classifier", "image-bank"}
    assert kinds == {*probes, *diagnostics, *similarities, *decoded, *generation, *others}
    gallery = find_gallery(subject, tiny_dataset.digest)
    assert gallery is not None
    assert gallery.originals.shape == gallery.reconstructions.shape == (10, 3, 32, 32)
