import plotly.graph_objects as go
import pytest

from aavae import language
from aavae.figures.theme import (
    CLASS_COLOURS,
    METHOD_COLOURS,
    add_message,
    apply_theme,
    get_class_colour,
    get_colour,
    make_translucent,
    to_label,
)
from aavae.formatting import format_count
from aavae.methods import METHODS
from tests.figures.reading import get_layout


def _compute_luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_method_and_baseline_has_its_own_colour() -> None:
    assert {*METHOD_COLOURS} == {*METHODS, "pixels", "untrained", "encoder", "vectors"}
    assert len({*METHOD_COLOURS.values()}) == len(METHOD_COLOURS)
    assert get_colour("aavae") == METHOD_COLOURS["aavae"]
    assert get_colour("something new") == METHOD_COLOURS["pixels"]


@pytest.mark.parametrize("colour", METHOD_COLOURS.values())
def test_method_colours_stand_out_on_white_and_on_black(colour: str) -> None:
    luminance = _compute_luminance(colour)
    assert 1.05 / (luminance + 0.05) > 2.2
    assert (luminance + 0.05) / 0.05 > 2.2


def test_class_colours_are_ten_and_repeat() -> None:
    assert len({*CLASS_COLOURS}) == 10
    assert get_class_colour(13) == CLASS_COLOURS[3]


def test_translucent_colour() -> None:
    assert make_translucent("#D55E00", 0.25) == "rgba(213, 94, 0, 0.25)"


def test_theme_is_transparent_large_and_leaves_the_text_colour_to_the_page() -> None:
    layout = apply_theme(go.Figure(), "a title", height=300).to_plotly_json()["layout"]
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0, 0, 0, 0)"
    assert layout["height"] == 300
    assert layout["title"]["text"] == "a title"
    assert "color" not in layout["font"]
    assert "layout" not in layout["template"]
    fonts = [layout["font"], layout["legend"]["font"], layout["xaxis"]["tickfont"], layout["title"]["font"]]
    assert min(font["size"] for font in fonts) >= 14


def test_numbers_have_the_separators_of_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "separators" not in apply_theme(go.Figure()).to_plotly_json()["layout"]
    monkeypatch.setattr(language, "_find_language", [lambda: "de"])
    point, between_thousands = get_layout(apply_theme(go.Figure())).separators
    assert f"12{between_thousands}345" == format_count(12_345)
    assert point == "."


def test_no_title_leaves_no_title_object() -> None:
    assert "title" not in apply_theme(go.Figure()).to_plotly_json()["layout"]


def test_message_hides_the_axes() -> None:
    figure = go.Figure()
    add_message(figure, "Nothing here")
    assert get_layout(figure).annotations[0].text == "Nothing here"
    assert get_layout(figure).xaxis.visible is False


def test_a_label_is_plain_and_leaves_room_for_the_data() -> None:
    assert to_label("cat") == "cat"
    assert to_label("<b>R&D</b>") == "&lt;b&gt;R&amp;D&lt;/b&gt;"
    assert to_label("%{x}") == "%&#123;x}"
    long = to_label("species " + "x" * 250 + " female")
    assert (len(long), long) == (24, "species xxxx…xxxx female")
    assert to_label("x" * 24) == "x" * 24
