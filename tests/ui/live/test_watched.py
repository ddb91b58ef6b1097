import shutil

import pytest

from aavae.figures.live.svg_plot import DASHES
from aavae.figures.theme import get_colour
from aavae.runs import registry
from aavae.ui.live.watched import find_watched, locate
from tests.ui.live.runs import start_run


def test_runs_of_one_method_share_its_colour_and_all_differ_in_their_dash() -> None:
    start_run("a", "aavae")
    start_run("b", "vae")
    start_run("c", "aavae")
    watched, problems = find_watched(locate(["a", "b", "c", "a"]))
    assert not problems
    assert [(one.run.name, one.colour, one.dash) for one in watched] == [
        ("a", get_colour("aavae"), DASHES[0]),
        ("b", get_colour("vae"), DASHES[1]),
        ("c", get_colour("aavae"), DASHES[2]),
    ]


def test_a_run_that_is_deleted_or_damaged_meanwhile_costs_only_itself() -> None:
    runs = {name: start_run(name) for name in ("kept", "deleted", "damaged")}
    places = locate([*runs, "unknown"])
    assert [one.run.name for one in find_watched(places)[0]] == list(runs)
    shutil.rmtree(runs["deleted"].layout.path)
    runs["damaged"].layout.config.write_text("{")
    watched, problems = find_watched(places)
    assert [one.run.name for one in watched] == ["kept"]
    assert "'deleted' is not here any more" in problems[0]
    assert "'damaged' is damaged" in problems[1]
    assert "no run 'unknown'" in problems[2]


def test_a_run_that_appears_later_is_found() -> None:
    places = locate(["late"])
    assert find_watched(places)[1]
    start_run("late")
    watched, problems = find_watched(places)
    assert [one.run.name for one in watched] == ["late"] and not problems


def test_a_tick_reads_no_run_that_has_not_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    start_run("one")
    places = locate(["one"])
    first = find_watched(places)
    monkeypatch.setattr(registry, "_scan", lambda *_: pytest.fail("the runs were read again"))
    assert find_watched(places) == first
