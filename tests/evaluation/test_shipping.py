import itertools
import subprocess
import sys
from pathlib import Path

import pytest

from aavae.data.image_set import Dataset
from aavae.evaluation.augmentation.gallery import find_gallery
from aavae.evaluation.generation.sample_quality import AGAINST, FEATURE_SUBJECT, QUALITY_KINDS
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
    similarities = {"pairs", "uniformity", "profile"}
    decoded = {"gallery", "reconstruction", "wall-variance"}
    generation = {"density", "directions", "memorised", "memorised-reference"}
    others = {"neighbours", "image-classifier", "image-bank"}
    assert kinds == {*probes, *diagnostics, *similarities, *decoded, *generation, *others}
    gallery = find_gallery(subject, tiny_dataset.digest)
    assert gallery is not None
    assert gallery.originals.shape == gallery.reconstructions.shape == (10, 3, 32, 32)


@pytest.mark.parametrize(("name", "maps"), [("untrained", ["h", "mu", "z"]), ("pixels", [])])
def test_of_the_baselines_the_untrained_encoder_has_maps(
    name: str, maps: list[str], micro_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path))
    mapped: list[str] = []
    monkeypatch.setattr(
        "aavae.evaluation.shipping.evaluate_projection",
        lambda subject, dataset, settings, ship: mapped.append(settings.representation),
    )
    ship_defaults(find_subject(name), micro_dataset)
    assert mapped == maps
    assert any((tmp_path / "_results").glob("neighbours-*")) == bool(maps)


_FIND_ALL = """
import sys
from aavae.data.store import load_dataset
from aavae.evaluation.diagnostics.invariance import evaluate_invariance
from aavae.evaluation.probes.label_curve import evaluate_label_curve
from aavae.evaluation.diagnostics.latents import evaluate_latents
from aavae.evaluation.probes.layers import evaluate_layers
from aavae.evaluation.similarity.pairs import evaluate_pairs
from aavae.evaluation.probes.knn_probe import evaluate_knn_probe
from aavae.evaluation.probes.linear_probe import evaluate_linear_probe
from aavae.evaluation.augmentation.profile import evaluate_profile
from aavae.evaluation.augmentation.reconstruction import evaluate_reconstruction
from aavae.evaluation.diagnostics.spectrum import evaluate_spectrum
from aavae.evaluation.diagnostics.style import evaluate_style
from aavae.evaluation.subject import find_subject
from aavae.evaluation.similarity.uniformity import evaluate_uniformity
from aavae.evaluation.augmentation.wall import evaluate_wall_variance

subject, dataset = find_subject("aavae"), load_dataset("bundled")
for evaluate in (
    evaluate_invariance, evaluate_knn_probe, evaluate_label_curve, evaluate_latents, evaluate_layers,
    evaluate_linear_probe, evaluate_pairs, evaluate_reconstruction, evaluate_spectrum,
    evaluate_style, evaluate_uniformity, evaluate_wall_variance,
):
    evaluate(subject, dataset)
evaluate_profile(subject, dataset, representation="mu")
slow = {"torch", "torchvision", "scipy.stats", "sklearn", "umap"} & set(sys.modules)
sys.exit(f"imported: {slow}" if slow else 0)
"""


def test_what_ships_is_found_without_a_slow_import() -> None:
    subprocess.run([sys.executable, "-c", _FIND_ALL], check=True, timeout=120)
