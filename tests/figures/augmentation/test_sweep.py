import numpy as np
import pytest

from aavae.figures.augmentation.sweep import (
    SWEEP_MEASURES,
    SweepCurves,
    SweepMeasure,
    plot_sweep,
    tabulate_sweep,
)
from aavae.figures.theme import get_colour
from tests.figures.reading import get_layout, get_traces, read_saved

STEPS = np.linspace(0, 1, 4)
AAVAE = SweepCurves(
    title="AAVAE",
    method="aavae",
    strengths=STEPS,
    cosines=1 - STEPS / 4,
    errors=STEPS / 10,
    probabilities=1 - STEPS,
)
MINE = SweepCurves(
    title="My AAVAE",
    method="aavae",
    strengths=STEPS,
    cosines=1 - STEPS / 2,
    errors=STEPS / 5,
    probabilities=1 - STEPS,
)
SIMCLR = SweepCurves(
    title="SimCLR",
    method="simclr",
    strengths=STEPS,
    cosines=1 - 1.5 * STEPS,
    errors=np.full(4, np.nan),
    probabilities=1 - STEPS,
)
SWEEPS = [AAVAE, MINE, SIMCLR]


@pytest.mark.parametrize(
    ("measure", "attribute"), [("cosine", "cosines"), ("error", "errors"), ("answer", "probabilities")]
)
def test_each_measure_is_drawn_over_the_strength(measure: str, attribute: str) -> None:
    first, second, *_ = get_traces(plot_sweep(SWEEPS, measure))  # pyright: ignore[reportArgumentType]
    np.testing.assert_array_equal(first.x, STEPS)
    np.testing.assert_array_equal(first.y, getattr(AAVAE, attribute))
    assert first.line.color == second.line.color == get_colour("aavae")
    assert first.line.dash != second.line.dash
    assert measure in SWEEP_MEASURES


def test_a_model_without_decoder_has_no_error() -> None:
    assert [trace.name for trace in get_traces(plot_sweep(SWEEPS, "error"))] == ["AAVAE", "My AAVAE"]
    assert len(get_traces(plot_sweep(SWEEPS, "cosine"))) == 3


def test_negative_cosines_are_on_the_axis() -> None:
    low, high = get_layout(plot_sweep(SWEEPS, "cosine")).yaxis.range
    assert low <= -0.5
    assert high > 1


def test_nothing_to_draw_is_said() -> None:
    for sweeps, text in (([], "No models"), ([SIMCLR], "No model with a decoder")):
        figure = plot_sweep(sweeps, "error")
        assert not tabulate_sweep(sweeps, "error")
        assert text in get_layout(figure).annotations[0].text


def test_rows_are_the_measure_at_each_strength_of_the_models_that_have_it() -> None:
    assert read_saved(tabulate_sweep(SWEEPS, "error")) == [
        ["series", "strength", "mean squared error"],
        *(["AAVAE", step, step / 10] for step in STEPS),
        *(["My AAVAE", step, step / 5] for step in STEPS),
    ]
    headings: dict[SweepMeasure, str] = {"cosine": "cosine", "answer": "probability"}
    for measure, heading in headings.items():
        saved = read_saved(tabulate_sweep(SWEEPS, measure))
        assert saved[0] == ["series", "strength", heading]
        assert len(saved) == 13
