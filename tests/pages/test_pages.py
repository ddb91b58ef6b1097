"""Every page through AppTest: with no runs, with one, with forty; wrong choices are sentences."""

from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from aavae.paths import ROOT
from tests.conftest import make_run

PAGES = ("reconstruct", "embedding_map", "similarity", "linear_probe", "train")
# UMAP's job would be a process of its own; the browser tests start a real one.
TIMEOUT = 120


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("aavae.ui.frame.start_warming", lambda: None)
    # AppTest keeps objects of its own in the session; the browser tests run with the check on.
    config.set_option("runner.enforceSerializableSessionState", False)


@pytest.fixture
def no_checkpoints(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path / "checkpoints"))


def open_page(name: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=TIMEOUT).run()
    if name != "home":
        app = app.switch_page(f"pages/{name}.py").run()
    return app


def assert_healthy(app: AppTest) -> None:
    assert not app.exception
    faults = [error.value for error in app.error if "fault of its own" in error.value]
    assert not faults
    assert len(app.title) == 1


@pytest.mark.parametrize("page", ["home", *PAGES])
def test_opens_on_the_shipped_models(page: str) -> None:
    app = open_page(page)
    assert_healthy(app)
    assert not app.error


@pytest.mark.usefixtures("no_checkpoints")
@pytest.mark.parametrize("page", ["home", *PAGES])
def test_opens_with_no_runs_and_says_what_to_do(page: str) -> None:
    app = open_page(page)
    assert_healthy(app)
    said = " ".join(element.value for element in [*app.error, *app.info])
    assert "train" in said.lower() or "start one" in said.lower() or page == "linear_probe"


@pytest.mark.usefixtures("no_checkpoints")
@pytest.mark.parametrize("page", ["home", "reconstruct", "similarity", "train"])
def test_opens_with_one_run(page: str) -> None:
    make_run("only", "vae")
    app = open_page(page)
    assert_healthy(app)
    assert not app.error


@pytest.mark.usefixtures("no_checkpoints")
@pytest.mark.parametrize("page", ["home", "reconstruct", "train"])
def test_opens_with_forty_runs_one_of_them_damaged(page: str) -> None:
    for number in range(40):
        make_run(f"run-{number}", "ae")
    broken = make_run("broken")
    broken.layout.config.write_text("{")
    broken.layout.weights.write_bytes(b"")
    app = open_page(page)
    assert_healthy(app)
    assert not app.error


@pytest.mark.usefixtures("no_checkpoints")
def test_a_model_with_damaged_weights_is_a_sentence() -> None:
    make_run("broken").layout.weights.write_bytes(b"garbage")
    app = open_page("reconstruct")
    assert_healthy(app)
    assert any("cannot be read" in error.value for error in app.error)


@pytest.mark.parametrize("source", ["one class", "random", "by index", "my own"])
@pytest.mark.parametrize("how", ["by hand", "none"])
@pytest.mark.usefixtures("no_checkpoints")
def test_reconstruct_from_every_source_in_every_way(source: str, how: str) -> None:
    make_run("mine", "vae")
    app = open_page("reconstruct")
    app.button_group(key="source").set_value(source)
    app.button_group(key="how").set_value(how)
    app.run()
    assert_healthy(app)
    assert not app.error


@pytest.mark.usefixtures("no_checkpoints")
def test_no_model_chosen_is_a_sentence() -> None:
    make_run("mine", "vae")
    app = open_page("reconstruct")
    app.multiselect(key="models").set_value([]).run()
    assert_healthy(app)
    assert [error.value for error in app.error] == ["Choose at least one model."]


@pytest.mark.usefixtures("no_checkpoints")
def test_simclr_is_listed_as_having_no_decoder() -> None:
    make_run("contrast", "simclr")
    app = open_page("reconstruct")
    app.multiselect(key="models").set_value(["contrast"]).run()
    assert_healthy(app)
    assert any("has no decoder" in info.value for info in app.info)


def test_pixels_have_no_mu_and_the_page_says_so() -> None:
    def script() -> None:
        from aavae.data.store import load_dataset
        from aavae.evaluation.subject import find_subject
        from aavae.ui.linear_probe import render_probes

        render_probes([find_subject("pixels")], load_dataset("bundled"), "mu", 100)

    app = AppTest.from_function(script, default_timeout=TIMEOUT).run()
    assert not app.exception
    assert any("choose h" in info.value for info in app.info)


@pytest.mark.usefixtures("no_checkpoints")
def test_wrong_settings_of_a_run_are_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    monkeypatch.setattr("aavae.jobs.local.submit", lambda *arguments: started.append(arguments))
    app = open_page("train")
    next(number for number in app.number_input if number.label == "Peak learning rate").set_value(0.0)
    app.button[0].click().run()
    assert_healthy(app)
    assert any("learning rate" in error.value for error in app.error)
    assert not started


@pytest.mark.usefixtures("no_checkpoints")
def test_start_creates_a_run_and_one_child(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr("aavae.jobs.local.submit", lambda arguments, log: started.append(list(arguments)))
    app = open_page("train")
    next(text for text in app.text_input if text.label == "Name").set_value("fresh")
    app.button[0].click().run()
    assert_healthy(app)
    assert [arguments[:3] for arguments in started] == [["train", "--resume", "fresh"]]
    # A second press finds the first run on its way.
    app.button[0].click().run()
    assert_healthy(app)
    assert len(started) == 1
    assert any("is being trained" in error.value for error in app.error)


@pytest.mark.usefixtures("no_checkpoints")
def test_damaged_samples_cost_only_themselves() -> None:
    run = make_run("mine", "vae")
    run.layout.samples.mkdir()
    (run.layout.samples / "latest.npz").write_bytes(b"PK\x03\x04 torn")
    app = open_page("train")
    assert_healthy(app)
    assert not app.error
