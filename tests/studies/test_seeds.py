import numpy as np
import pytest
from scipy import stats

from aavae.studies.seeds import compute_group_means, compute_seed_mean
from tests.studies.examples import make_row


@pytest.mark.parametrize("values", [[0.5, 0.6], [0.51, 0.49, 0.53], [0.1, 0.2, 0.3, 0.25]])
def test_the_interval_is_student_s(values: list[float]) -> None:
    mean = compute_seed_mean(values)
    assert mean.mean == pytest.approx(np.mean(values))
    assert mean.std == pytest.approx(np.std(values, ddof=1))
    expected = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
    assert mean.interval == pytest.approx(expected)
    assert mean.num_seeds == len(values)


def test_a_single_seed_has_no_interval() -> None:
    assert compute_seed_mean([0.5]) == (0.5, None, None, 1)


def test_rows_of_one_group_differ_by_their_seed() -> None:
    rows = [
        make_row(0.5, settings={"beta": 1.0}),
        make_row(0.3, settings={"beta": 0.0}),
        make_row(0.7, settings={"beta": 1.0}, seed=1),
    ]
    means = compute_group_means(rows, lambda row: row.settings["beta"])
    assert list(means) == [1.0, 0.0]
    assert means[1.0].mean == pytest.approx(0.6)
    assert means[0.0] == (0.3, None, None, 1)


def test_a_row_without_the_number_does_not_count() -> None:
    rows = [make_row(kl=None), make_row(kl=3.0, seed=1), make_row(kl=None, method="ae")]
    assert compute_group_means(rows, lambda row: row.method, lambda row: row.kl) == {
        "aavae": (3.0, None, None, 1)
    }
