import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from aavae import language
from aavae.ui import live
from aavae.ui.live.watched import Watched, find_watched, locate
from tests.patience import PATIENCE
from tests.ui.live.runs import finish_epoch, start_run


@pytest.fixture(autouse=True)
def as_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aavae.ui.frame.start_warming", lambda: None)
    config.set_option("runner.enforceSerializableSessionState", False)


def watch(*names: str) -> AppTest:
    def page(names: tuple[str, ...]) -> None:
        from aavae.ui.live import render_live

        render_live(names)

    return AppTest.from_function(page, args=(names,), default_timeout=PATIENCE).run()


def test_runs_of_every_kind_are_drawn_without_a_fault() -> None:
    finish_epoch(start_run("a"), 1)
    start_run("s", "simclr")
    app = watch("a", "s", "vae", "unknown")
    assert not app.exception and not app.error
    app.segmented_control[0].select("minutes").run()
    assert not app.exception and not app.error


def test_no_run_at_all_is_a_page_without_a_fault() -> None:
    app = watch("unknown")
    assert not app.exception and not app.error


def test_a_fault_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(live, "make_status_lines", fail)
    start_run("a")
    app = watch("a")
    assert not app.exception
    assert "fault of its own" in app.error[0].value


def test_figures_are_made_once_for_all_sessions_and_again_when_a_file_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[tuple[Watched, ...]] = []
    monkeypatch.setattr(live, "make_epoch_samples", lambda watched: made.append(watched) or "")
    run = start_run("a")
    for _ in range(3):
        watch("a")
    assert len(made) == 1
    finish_epoch(run, 1)
    watch("a")
    assert len(made) == 2


def test_what_sessions_share_is_in_the_language_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    finish_epoch(start_run("a"), 1)
    watched = tuple(find_watched(locate(["a"]))[0])
    figures = {}
    for code in ("en", "xx"):
        monkeypatch.setattr(language, "_find_language", [lambda code=code: code])
        figures[code] = live._make_figures(watched, "epoch", (), language.get_language())
    assert "a <b>3,999</b>" in figures["en"]
    assert "a <b>3\u202f999</b>" in figures["xx"]
