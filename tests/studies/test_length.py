import pytest

from aavae.studies.length import build_length, compute_lengths, count_seen
from aavae.studies.recipe import build_config
from tests.studies.examples import make_row, make_table


def test_each_method_trains_twice_the_epochs_of_its_shipped_model() -> None:
    study = build_length()
    assert [cell.config.method for cell in study.cells] == ["aavae", "vae", "simclr"]
    for planned in study.plan_runs():
        shipped = build_config("hour", planned.config.method)
        assert planned.name == f"two-hours-{planned.config.method}-seed-0"
        assert planned.config.num_epochs == 2 * shipped.num_epochs
        assert planned.config.model_copy(update={"num_epochs": shipped.num_epochs}) == shipped


def test_images_seen_are_those_of_whole_batches() -> None:
    assert count_seen(make_row(num_epochs=2), 50_000) == 2 * 195 * 256


def test_lengths_are_the_base_recipe_s_by_method_from_short_to_long() -> None:
    short = [
        make_row(accuracy, run=f"study-aavae-seed-{seed}", seed=seed)
        for seed, accuracy in enumerate((0.5, 0.52, 0.54))
    ]
    other = make_row(0.9, run="study-aavae-beta-1-seed-0", settings={"beta": 1.0})
    method = make_row(0.9, run="study-ae-seed-0", method="ae")
    long = make_row(0.7, run="two-hours-aavae-seed-0", num_epochs=460)
    vae = make_row(0.4, run="hour-vae-seed-0", method="vae", num_epochs=230)
    tables = [
        make_table("length", [long], budget="two-hours"),
        make_table("ablation", [*short, other, method]),
        make_table("beta", short),
        make_table("zoo", [vae], budget="hour"),
    ]
    lengths = compute_lengths(tables)
    assert [(length.method, length.num_epochs) for length in lengths] == [
        ("aavae", 23),
        ("aavae", 460),
        ("vae", 230),
    ]
    assert lengths[0].rows == tuple(short)
    assert lengths[0].accuracy.mean == pytest.approx(0.52)
    # Student's t for three seeds: 4.303 times 0.02 / sqrt(3).
    assert lengths[0].interval == pytest.approx((0.4703, 0.5697), abs=1e-4)
    assert lengths[1].interval == long.interval
    assert lengths[1].images_seen == 460 * 49_920


def test_no_tables_are_no_lengths() -> None:
    assert compute_lengths([]) == []
