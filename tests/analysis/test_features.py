import numpy as np
import pytest
import torch
from sklearn.preprocessing import StandardScaler

from aavae.analysis.features import (
    check_features,
    check_labels,
    check_same_width,
    standardise,
    standardise_by_train,
)
from aavae.errors import UserError


def draw_features(n: int, seed: int = 0) -> torch.Tensor:
    """Columns of very different scale and offset."""
    values = np.random.default_rng(seed).normal([0, 50, -3, 1e-4], [1, 2, 1e3, 1e-6], (n, 4))
    return torch.from_numpy(values.astype(np.float32))


def test_standardising_equals_scikit_learns_fitted_on_the_training_set() -> None:
    train, test = draw_features(500), draw_features(70, seed=1)
    scaler = StandardScaler().fit(train.double().numpy())
    ours = standardise_by_train(train, test)
    for mine, theirs in ((ours.train, train), (ours.test, test)):
        expected = np.asarray(scaler.transform(theirs.double().numpy()))
        np.testing.assert_allclose(mine, expected, atol=2e-3)


def test_a_scaling_does_to_other_features_what_was_done_to_the_training_set() -> None:
    train = draw_features(500)
    train[:, 2] = 3.0
    standardised, scaling = standardise(train)
    assert torch.equal(scaling.apply(train), standardised)
    assert torch.equal(scaling.mean, train.mean(0))
    assert scaling.scale[2] == 0
    assert (scaling.scale[[0, 1, 3]] > 0).all()


@pytest.mark.parametrize("constant", [0.0, 0.1, -1e6, 1e-20])
def test_a_feature_constant_in_training_becomes_0_everywhere(constant: float) -> None:
    train, test = draw_features(1001), draw_features(5)
    train[:, 2] = constant
    ours = standardise_by_train(train, test)
    assert (ours.train[:, 2] == 0).all()
    assert (ours.test[:, 2] == 0).all()
    assert (ours.train[:, [0, 1, 3]].std(0) > 0.99).all()


def test_the_callers_arrays_stay_as_they_were() -> None:
    train, test = draw_features(20).numpy(), draw_features(5).numpy()
    before = train.copy(), test.copy()
    standardise_by_train(check_features(train, "train"), check_features(test, "test"))
    np.testing.assert_array_equal(train, before[0])
    np.testing.assert_array_equal(test, before[1])


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float16, np.float64])
def test_any_real_dtype_is_taken_and_so_is_a_read_only_array(dtype: type) -> None:
    values = np.arange(12, dtype=dtype).reshape(3, 4)
    values.flags.writeable = False
    tensor = check_features(values, "features")
    assert tensor.dtype == torch.float32
    np.testing.assert_array_equal(tensor, values)


@pytest.mark.parametrize("shape", [(5,), (2, 3, 4), (0, 3), (3, 0)])
def test_features_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(UserError, match="non-empty"):
        check_features(np.zeros(shape), "Training features")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_features_that_are_not_finite_are_refused(value: float) -> None:
    features = np.zeros((3, 4))
    features[1, 2] = value
    with pytest.raises(UserError, match="Training features: some values are NaN or infinite"):
        check_features(features, "Training features")


def test_large_finite_features_are_taken_though_their_sum_overflows() -> None:
    assert check_features(np.full((4, 4), 3e38), "features").shape == (4, 4)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (np.zeros(2, np.int64), "expected 3 labels"),
        (np.zeros((3, 1), np.int64), "expected 3 labels"),
        (np.zeros(3), "integers"),
        (np.array([0, 1, 4]), "from 0 to 3"),
        (np.array([0, -1, 2]), "from 0 to 3"),
    ],
)
def test_wrong_labels_are_refused(labels: np.ndarray, message: str) -> None:
    with pytest.raises(UserError, match=message):
        check_labels(labels, 3, 4, "Training labels")


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.int64])
def test_labels_of_any_integer_type_become_int64(dtype: type) -> None:
    labels = check_labels(np.array([3, 0, 1], dtype), 3, 4, "labels")
    assert labels.dtype == torch.int64
    assert labels.tolist() == [3, 0, 1]


def test_features_of_different_width_are_refused() -> None:
    check_same_width(torch.zeros(2, 3), torch.zeros(9, 3))
    with pytest.raises(UserError, match="3 columns and the test features 4"):
        check_same_width(torch.zeros(2, 3), torch.zeros(2, 4))
