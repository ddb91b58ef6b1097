import numpy as np

from aavae.figures.generation.interpolation import plot_steps, tabulate_steps
from aavae.figures.model_values import ModelValues
from aavae.figures.theme import get_colour
from tests.figures.reading import get_layout, get_traces, read_saved


def test_every_step_is_above_its_middle() -> None:
    models = [
        ModelValues("VAE", "vae", np.array([3.0, 1.0, 2.0, 4.0])),
        ModelValues("Pixels", "", np.full(4, 2.0)),
    ]
    first, second = get_traces(plot_steps(models, "part of the way", "change"))
    np.testing.assert_array_equal(first.x, [0.125, 0.375, 0.625, 0.875])
    np.testing.assert_array_equal(first.y, [3, 1, 2, 4])
    np.testing.assert_array_equal(second.y, [2, 2, 2, 2])
    assert first.line.color == get_colour("vae")
    assert first.line.color != second.line.color


def test_lines_of_one_method_differ_in_their_dashes() -> None:
    models = [ModelValues(title, "vae", np.ones(2)) for title in ("VAE", "VAE, epoch 4")]
    first, second = get_traces(plot_steps(models, "part of the way", "change"))
    assert first.line.dash != second.line.dash


def test_no_models_are_a_figure_that_says_so() -> None:
    figure = plot_steps([], "part of the way", "change")
    assert [note.text for note in get_layout(figure).annotations] == ["No models to compare"]


def test_rows_are_the_steps_at_their_middles() -> None:
    models = [
        ModelValues("VAE", "vae", np.array([3.0, 1.0])),
        ModelValues("Pixels", "", np.full(2, 2.0)),
    ]
    assert read_saved(tabulate_steps(models, "part of the way", "change")) == [
        ["series", "part of the way", "change"],
        ["VAE", 0.25, 3],
        ["VAE", 0.75, 1],
        ["Pixels", 0.25, 2],
        ["Pixels", 0.75, 2],
    ]
