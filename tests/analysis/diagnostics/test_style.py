from collections.abc import Iterator

import numpy as np
import pytest
from sklearn.linear_model import RidgeCV

from aavae.analysis.diagnostics.ridge import PENALTIES
from aavae.analysis.diagnostics.style import FIELDS, compute_style, compute_truth
from aavae.errors import UserError


def draw_truth(n: int, seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {name: rng.normal(2, 1, n) for name in FIELDS}


def draw_features(truth: dict[str, np.ndarray], noise: float) -> Iterator[tuple[str, np.ndarray]]:
    """Features of each field that tell its own parameters alone, and the last field first."""
    rng = np.random.default_rng(1)
    for field in reversed([*dict.fromkeys(FIELDS.values())]):
        told = np.stack([truth[name] for name in FIELDS if FIELDS[name] == field], axis=1)
        mixed = told @ rng.normal(size=(told.shape[1], 6))
        yield field, mixed + rng.normal(0, noise, mixed.shape)


def test_the_truth_is_the_centre_and_the_area_of_the_box() -> None:
    crop = np.array([[0.0, 0.0, 32.0, 64.0], [8.0, 16.0, 16.0, 16.0]], np.float32)
    brightness, hue = np.array([1.0, 0.5], np.float32), np.array([0.0, -0.1], np.float32)
    truth = compute_truth(crop, brightness, hue, 32, 64)
    assert set(truth) == set(FIELDS)
    np.testing.assert_allclose(truth["horizontal position"], [0.5, 24 / 64])
    np.testing.assert_allclose(truth["vertical position"], [0.5, 0.5])
    np.testing.assert_allclose(truth["area"], [1, 256 / 2048])
    np.testing.assert_array_equal(truth["brightness"], brightness)
    np.testing.assert_array_equal(truth["hue"], hue)


def test_each_score_is_scikit_learns_on_every_third_view() -> None:
    truth = draw_truth(200)
    style = compute_style(draw_features(truth, noise=2), truth)
    assert style.names == tuple(FIELDS)
    assert style.r2.dtype == np.float64
    features = dict(draw_features(truth, noise=2))
    seen, tried = [i for i in range(200) if i % 3], [i for i in range(200) if i % 3 == 0]
    for name, r2 in zip(*style, strict=True):
        rows, target = features[FIELDS[name]], truth[name]
        mean, scale = rows[seen].mean(0), rows[seen].std(0)
        oracle = RidgeCV(alphas=PENALTIES).fit((rows[seen] - mean) / scale, target[seen])
        assert r2 == pytest.approx(oracle.score((rows[tried] - mean) / scale, target[tried]), abs=1e-3)


def test_what_the_features_tell_is_read_and_what_they_do_not_is_not() -> None:
    truth = draw_truth(600)
    features = dict(draw_features(truth, noise=0))
    features["hue"] = np.random.default_rng(2).normal(size=(600, 6))
    scores = dict(zip(*compute_style(features.items(), truth), strict=True))
    assert all(scores[name] > 0.99 for name in FIELDS if name != "hue")
    assert -0.1 < scores["hue"] < 0.05


@pytest.mark.parametrize(
    ("num_truth", "num_features", "message"), [(30, 29, "29 representations, 30 values"), (3, 3, "that vary")]
)
def test_wrong_input_is_a_sentence(num_truth: int, num_features: int, message: str) -> None:
    features = [(field, rows[:num_features]) for field, rows in draw_features(draw_truth(num_truth), 1)]
    with pytest.raises(UserError, match=message):
        compute_style(features, draw_truth(num_truth))
