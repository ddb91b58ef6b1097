import pytest

from aavae.runs.registry import check_usable
from aavae.studies.pitfalls import PITFALLS, WITH_WEIGHTS, Pitfall, build_healthy, plan_runs


def flatten(values: dict, start: str = "") -> dict:
    flat = {}
    for name, value in values.items():
        flat |= flatten(value, f"{start}{name}.") if isinstance(value, dict) else {f"{start}{name}": value}
    return flat


@pytest.mark.parametrize("pitfall", PITFALLS, ids=lambda pitfall: pitfall.name)
def test_each_is_the_healthy_run_but_for_its_settings(pitfall: Pitfall) -> None:
    healthy = flatten(build_healthy(pitfall.method).model_dump())
    wrong = flatten(pitfall.config.model_dump())
    assert {path: value for path, value in wrong.items() if value != healthy[path]} == pitfall.settings
    assert pitfall.settings


def test_the_plan_has_every_run_once_the_healthy_ones_first() -> None:
    plan = plan_runs()
    assert list(plan)[:2] == ["pitfall-healthy-vae", "pitfall-healthy-aavae"]
    assert len(plan) == 2 + len(PITFALLS)
    for pitfall in PITFALLS:
        check_usable(pitfall.run)
        assert plan[pitfall.run] == pitfall.config
        assert plan[pitfall.healthy_run] == build_healthy(pitfall.method)
    assert set(WITH_WEIGHTS) < set(plan)


def test_all_are_of_the_images_that_come_with_the_app_and_of_one_length() -> None:
    assert {(config.data, config.num_epochs, config.seed) for config in plan_runs().values()} == {
        ("bundled", 3, 0)
    }


def test_the_slip_of_the_collapse_weighs_the_kl_term_by_the_number_of_values() -> None:
    (collapse,) = [pitfall for pitfall in PITFALLS if pitfall.name == "collapse"]
    size = collapse.config.model.image_size
    assert collapse.config.switches.beta == 3 * size * size
