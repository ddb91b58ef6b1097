from aavae.methods import METHODS
from aavae.studies.recipe import build_config
from aavae.studies.zoo import build_zoo


def test_every_method_is_in_the_zoo_once_with_the_base_recipe() -> None:
    zoo = build_zoo()
    assert [cell.config for cell in zoo.cells] == [build_config("hour", method) for method in METHODS]
    assert zoo.has_untrained


def test_a_short_zoo_trains_on_the_bundled_sample() -> None:
    zoo = build_zoo("short")
    assert zoo.data == "bundled"
    assert [run.name for run in zoo.plan_runs()] == [f"short-{method}-seed-0" for method in METHODS]
