import statistics

import pytest

from aavae.studies.spread import compute_method_spreads, compute_setting_spreads
from tests.studies.examples import make_row

ROWS = [
    make_row(0.50),
    make_row(0.54, seed=1),
    make_row(0.46, settings={"batch_size": 512}),
    make_row(0.55, settings={"batch_size": 128}),
    make_row(0.40, settings={"optim.learning_rate": 3e-4}),
    make_row(0.60, method="simclr"),
    make_row(0.30, method="simclr", settings={"batch_size": 128}),
]


def test_a_setting_has_its_values_in_order_with_the_default_among_them() -> None:
    batch, rate, contrastive = compute_setting_spreads(ROWS)
    assert (batch.method, batch.setting) == ("aavae", "batch_size")
    assert (batch.values, batch.default_value) == ((128, 256, 512), 256)
    assert batch.accuracies == pytest.approx((0.55, 0.52, 0.46))
    assert (batch.lowest, batch.default, batch.highest) == pytest.approx((0.46, 0.52, 0.55))
    assert batch.range == pytest.approx(0.09)
    assert (rate.setting, rate.values) == ("optim.learning_rate", (3e-4, 1e-3))
    assert (contrastive.method, contrastive.range) == ("simclr", pytest.approx(0.3))


def test_a_method_s_spread_is_over_the_cells_off_the_default_beside_that_over_seeds() -> None:
    aavae, simclr = compute_method_spreads(ROWS)
    assert (aavae.method, aavae.num_cells) == ("aavae", 3)
    assert aavae.std == pytest.approx(statistics.stdev([0.46, 0.55, 0.40]))
    assert aavae.range == pytest.approx(0.15)
    assert aavae.default.std == pytest.approx(statistics.stdev([0.50, 0.54]))
    assert (simclr.num_cells, simclr.std, simclr.default.std) == (1, None, None)


def test_several_seeds_of_a_cell_are_one_point() -> None:
    again = make_row(0.48, settings={"batch_size": 512}, seed=1)
    assert compute_setting_spreads([*ROWS, again])[0].accuracies[-1] == pytest.approx(0.47)
    assert compute_method_spreads([*ROWS, again])[0].num_cells == 3


def test_a_method_without_its_default_has_no_spread() -> None:
    rows = [row for row in ROWS if row.settings]
    assert compute_setting_spreads(rows) == compute_method_spreads(rows) == []
    assert compute_setting_spreads(ROWS[:2]) == compute_method_spreads(ROWS[:2]) == []
