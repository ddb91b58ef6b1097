from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from aavae.data.image_set import Dataset
from aavae.language import _, use_language
from aavae.ui.report.build import build_report
from aavae.ui.report.menu import _in_language
from tests.catalogs import only_catalog
from tests.ui.report.test_build import make_record


def draw_page(kind: str) -> None:
    from aavae.ui.report.menu import render_menu
    from aavae.ui.report.record import begin_record, note_no_notebook, note_recomputation

    def fail() -> None:
        raise AssertionError("Nothing is computed before it is asked for.")

    record = begin_record("Embedding map", "")
    if kind == "notebook":
        note_recomputation(fail)  # pyright: ignore[reportArgumentType]
    elif kind == "reason":
        note_no_notebook("Only pictures.")
    render_menu(record)


def open_menu(kind: str) -> AppTest:
    app = AppTest.from_function(draw_page, args=(kind,), default_timeout=60).run()
    assert not app.exception
    return app


def test_a_notebook_is_offered_where_there_is_something_to_compute() -> None:
    labels = [button.proto.label for button in open_menu("notebook").get("download_button")]
    assert labels == ["Save this page as a report (HTML)", "Save what computes it as a notebook"]


def test_else_a_sentence_says_why_not() -> None:
    for kind, words in (("reason", "Only pictures."), ("nothing", "There is no notebook")):
        app = open_menu(kind)
        assert len(app.get("download_button")) == 1
        assert words in app.caption[-1].value


def test_a_file_is_in_its_page_s_language_though_another_thread_makes_it(
    tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    texts = {"How to get the same": "Wie man dasselbe bekommt"}
    with only_catalog(texts, tmp_path, monkeypatch), ThreadPoolExecutor(1) as pool:
        with use_language("de"):
            build = _in_language(build_report, make_record(tiny_dataset))
        assert pool.submit(_, "How to get the same").result() == "How to get the same"
        report = pool.submit(build).result().decode()
    assert '<html lang="de">' in report and "<h2>Wie man dasselbe bekommt</h2>" in report
