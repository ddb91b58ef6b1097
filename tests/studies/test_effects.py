import itertools
from collections.abc import Callable

import numpy as np
import pytest

from aavae.studies.ablation import SWITCHES
from aavae.studies.effects import compute_effects
from aavae.studies.seeds import compute_seed_mean
from aavae.studies.table import StudyRow
from tests.studies.examples import make_row

Accuracy = Callable[[bool, bool, bool], float]


def make_rows(accuracy: Accuracy, seed: int = 0) -> list[StudyRow]:
    return [
        make_row(accuracy(*values), settings=dict(zip(SWITCHES, values, strict=True)), seed=seed)
        for values in itertools.product((False, True), repeat=3)
    ]


def test_effects_that_add_up_are_found_and_have_no_interactions() -> None:
    effects = compute_effects(
        make_rows(lambda augment, sample, kl: 0.4 + 0.2 * augment + 0.03 * sample - 0.1 * kl)
    )
    assert {effect.switches: effect.mean for effect in effects} == pytest.approx(
        {
            ("augment",): 0.2,
            ("sample",): 0.03,
            ("kl",): -0.1,
            ("augment", "sample"): 0,
            ("augment", "kl"): 0,
            ("sample", "kl"): 0,
        }
    )
    assert all(effect.interval is None and effect.num_seeds == 1 for effect in effects)


def test_an_interaction_is_how_much_larger_an_effect_is_where_the_other_switch_is_on() -> None:
    effects = {
        effect.switches: effect.mean
        for effect in compute_effects(make_rows(lambda augment, sample, kl: 0.4 + 0.1 * (augment and sample)))
    }
    assert effects["augment", "sample"] == pytest.approx(0.1)
    assert effects["augment",] == pytest.approx(0.05)
    assert effects["augment", "kl"] == effects["kl",] == pytest.approx(0)


def test_effects_are_the_means_over_seeds_of_differences_of_means() -> None:
    rng = np.random.default_rng(0)
    accuracies = rng.uniform(0.3, 0.6, (3, 2, 2, 2))
    rows = [
        row
        for seed in range(3)
        for row in make_rows(lambda *values, seed=seed: accuracies[(seed, *map(int, values))], seed)
    ]
    by_switches = {effect.switches: effect for effect in compute_effects(rows)}
    for axis, switch in enumerate(SWITCHES):
        on, off = (accuracies.take(value, axis + 1).mean((1, 2)) for value in (1, 0))
        mean = compute_seed_mean((on - off).tolist())
        assert by_switches[switch,].mean == pytest.approx(mean.mean)
        assert by_switches[switch,].interval == pytest.approx(mean.interval)
        assert by_switches[switch,].num_seeds == 3
    augment = accuracies[:, 1] - accuracies[:, 0]
    interaction = compute_seed_mean((augment[:, 1] - augment[:, 0]).mean(1).tolist())
    assert by_switches["augment", "sample"].mean == pytest.approx(interaction.mean)
    assert by_switches["augment", "sample"].interval == pytest.approx(interaction.interval)


def test_what_a_seed_does_to_all_its_cells_widens_no_interval() -> None:
    rows = [
        row
        for seed, shift in enumerate((0.0, 0.1, -0.1))
        for row in make_rows(lambda augment, sample, kl, shift=shift: 0.4 + 0.2 * augment + shift, seed)
    ]
    effect = compute_effects(rows)[0]
    assert effect.interval == pytest.approx((0.2, 0.2))


def test_a_seed_that_lacks_a_cell_does_not_count() -> None:
    first = make_rows(lambda augment, sample, kl: 0.4 + 0.2 * augment)
    second = make_rows(lambda augment, sample, kl: 0.0, seed=1)[:-1]
    assert {effect.num_seeds for effect in compute_effects(first + second)} == {1}
    assert compute_effects(second) == []
