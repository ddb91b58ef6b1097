from typing import NamedTuple

import numpy as np
import pytest

from aavae.figures.augmentation.sweep import SWEEP_MEASURES, plot_sweep
from aavae.figures.theme import get_colour
from tests.figures.reading import get_layout, get_traces


class Numbers(NamedTuple):
    strengths: np.ndarray
    cosines: np.ndarray
    errors: np.ndarray
    probabilities: np.ndarray


STEPS = np.linspace(0, 1, 4)
SWEEPS = {
    "AAVAE": Numbers(STEPS, 1 - STEPS / 4, STEPS / 10, 1 - STEPS),
    "My AAVAE": Numbers(STEPS, 1 - STEPS / 2, STEPS / 5, 1 - STEPS),
    "SimCLR": Numbers(STEPS, 1 - 1.5 * STEPS, np.full(4, np.nan), 1 - STEPS),
}
METHODS = {"AAVAE": "aavae", "My AAVAE": "aavae", "SimCLR": "simclr"}


@pytest.mark.parametrize(
    ("measure", "attribute"), [("cosine", "cosines"), ("error", "errors"), ("answer", "probabilities")]
)
def test_each_measure_is_drawn_over_the_strength(measure: str, attribute: str) -> None:
    first, second, *_ = get_traces(plot_sweep(SWEEPS, METHODS, measure))  # pyright: ignore[reportArgumentType]
    np.testing.assert_array_equal(first.x, STEPS)
    np.testing.assert_array_equal(first.y, getattr(SWEEPS["AAVAE"], attribute))
    assert first.line.color == second.line.color == get_colour("aavae")
    assert first.line.dash != second.line.dash
    assert measure in SWEEP_MEASURES


def test_a_model_without_decoder_has_no_error() -> None:
    assert [trace.name for trace in get_traces(plot_sweep(SWEEPS, METHODS, "error"))] == ["AAVAE", "My AAVAE"]
    assert len(get_traces(plot_sweep(SWEEPS, METHODS, "cosine"))) == 3


def test_negative_cosines_are_on_the_axis() -> None:
    low, high = get_layout(plot_sweep(SWEEPS, METHODS, "cosine")).yaxis.range
    assert low <= -0.5
    assert high > 1


def test_nothing_to_draw_is_said() -> None:
    for sweeps, text in (({}, "No models"), ({"SimCLR": SWEEPS["SimCLR"]}, "No model with a decoder")):
        figure = plot_sweep(sweeps, METHODS, "error")
        assert text in get_layout(figure).annotations[0].text
