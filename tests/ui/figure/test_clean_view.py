import plotly.graph_objects as go
from streamlit.testing.v1 import AppTest

from aavae.figures.theme import TEXT_SIZE, TITLE_SIZE, apply_theme
from aavae.ui.figure.clean_view import enlarge


def draw_page() -> None:
    import plotly.graph_objects as go

    from aavae.ui.figure import clean_view
    from aavae.ui.figure.figure import render_figure
    from aavae.ui.report.record import begin_record

    begin_record("Title", "")
    words = clean_view.begin()
    for key in ("one", "two"):
        render_figure(go.Figure(go.Bar(y=[1])), [], key, key, key)
    if words is not None:
        clean_view.end(words)


def open_view(figure: str | None) -> AppTest:
    app = AppTest.from_function(draw_page, default_timeout=60)
    if figure is not None:
        app.query_params["figure"] = figure
    app.run()
    assert not app.exception
    return app


def count_buttons(app: AppTest) -> int:
    return len(app.get("download_button"))


def test_a_page_without_a_wish_is_whole() -> None:
    app = open_view(None)
    assert len(app.get("plotly_chart")) == 2
    assert count_buttons(app) == 2
    assert not app.markdown


def test_the_figure_that_is_wanted_has_no_buttons_and_there_are_no_words() -> None:
    app = open_view("two")
    assert len(app.get("plotly_chart")) == 2
    assert count_buttons(app) == 1
    assert not app.markdown


def test_a_figure_that_is_not_there_is_a_sentence_that_says_what_to_do() -> None:
    app = open_view("*three*" + 100 * "x")
    (words,) = app.markdown
    assert "no figure '\\*three\\*xxx" in words.value
    assert len(words.value) < 250
    assert "press Clean view" in words.value


def test_letters_grow_and_the_height_is_free_in_a_copy() -> None:
    figure = apply_theme(go.Figure(go.Bar(y=[1])), "A title")
    figure.add_annotation(text="note", font={"size": 10})
    large = enlarge(figure).to_plotly_json()["layout"]
    assert "height" not in large
    assert large["font"]["size"] > TEXT_SIZE
    assert large["title"]["font"]["size"] > TITLE_SIZE
    assert large["xaxis"]["tickfont"]["size"] > TEXT_SIZE
    assert large["annotations"][0]["font"]["size"] > 10
    before = figure.to_plotly_json()["layout"]
    assert before["font"]["size"] == TEXT_SIZE
    assert before["height"] == 400
