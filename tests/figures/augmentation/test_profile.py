import numpy as np
import pytest

from aavae.figures.augmentation.profile import ModelProfile, plot_profile, tabulate_profile
from aavae.figures.theme import get_colour
from tests.figures.reading import get_layout, get_traces, read_saved

PROFILE = ModelProfile(
    title="AAVAE",
    method="aavae",
    names=("crop", "hue"),
    means=np.array([0.6, 0.9]),
    lows=np.array([0.55, 0.85]),
    highs=np.array([0.7, 0.92]),
    different=0.5,
    normalised=np.array([0.2, 0.8]),
    normalised_lows=np.array([-0.1, 0.7]),
    normalised_highs=np.array([0.4, 0.84]),
)


def test_dots_lie_at_the_normalised_similarities_with_their_intervals() -> None:
    (dots,) = get_traces(plot_profile([PROFILE]))
    assert dots.x.tolist() == [0.2, 0.8]
    np.testing.assert_allclose(dots.error_x.arrayminus, [0.3, 0.1])
    np.testing.assert_allclose(dots.error_x.array, [0.2, 0.04])


def test_a_cosine_as_it_is_has_a_line_for_different_images() -> None:
    figure = plot_profile([PROFILE], normalised=False)
    dots, line = get_traces(figure)
    assert dots.x.tolist() == [0.6, 0.9]
    assert line.x == (0.5, 0.5)
    assert (line.line.color, line.line.dash) == (get_colour("aavae"), "dot")
    assert list(get_layout(figure).yaxis.ticktext) == ["crop", "hue"]


def test_the_axis_holds_intervals_below_0() -> None:
    assert get_layout(plot_profile([PROFILE])).xaxis.range[0] < -0.1


def test_no_models_are_a_figure_that_says_so() -> None:
    figure = plot_profile([])
    assert not get_traces(figure)
    assert get_layout(figure).annotations[0].text == "No values to show"


def test_rows_are_the_similarities_with_their_intervals() -> None:
    assert read_saved(tabulate_profile([PROFILE])) == [
        [
            "series",
            "0: any other image, 1: the same",
            "name",
            "0: any other image, 1: the same, low",
            "0: any other image, 1: the same, high",
        ],
        ["AAVAE", 0.2, "crop", pytest.approx(-0.1), 0.4],
        ["AAVAE", 0.8, "hue", 0.7, 0.84],
    ]


def test_rows_of_cosines_as_they_are_hold_those_of_different_images() -> None:
    title = "cosine of an image and its view"
    assert read_saved(tabulate_profile([PROFILE], normalised=False)) == [
        ["series", title, "name", f"{title}, low", f"{title}, high"],
        ["AAVAE", 0.6, "crop", 0.55, 0.7],
        ["AAVAE", 0.9, "hue", 0.85, 0.92],
        ["AAVAE, different images", 0.5, "", "", ""],
    ]
