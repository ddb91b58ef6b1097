import numpy as np

from aavae.figures.model_values import ModelValues
from aavae.figures.spectrum import (
    plot_effective_rank,
    plot_singular_values,
    tabulate_effective_rank,
    tabulate_singular_values,
)
from tests.figures.reading import get_layout, get_traces

NAMES = ("h", "mu")


def test_a_rank_is_in_the_row_of_its_representation() -> None:
    models = [
        ModelValues("AAVAE", "aavae", np.array([80.0, 40.0])),
        ModelValues("SimCLR", "simclr", np.array([60.0, np.nan])),
    ]
    figure = plot_effective_rank(models, NAMES)
    dots = {trace.name: (list(trace.x), list(trace.y)) for trace in get_traces(figure) if trace.name}
    assert dots == {"AAVAE": ([80, 40], [0, 1]), "SimCLR": ([60], [0])}
    assert get_layout(figure).yaxis.ticktext == NAMES
    rows = [
        (row["series"], row["name"], row["RankMe, directions"])
        for row in tabulate_effective_rank(models, NAMES)
    ]
    assert rows == [("AAVAE", "h", 80), ("AAVAE", "mu", 40), ("SimCLR", "h", 60)]


def test_singular_values_fall_on_logarithmic_axes_and_say_whose_they_are() -> None:
    models = [ModelValues("AAVAE", "aavae", np.array([0.1, 1.0, 0.5]))]
    figure = plot_singular_values(models, "mu")
    (line,) = get_traces(figure)
    assert (list(line.x), list(line.y)) == ([1, 2, 3], [1.0, 0.5, 0.1])
    layout = get_layout(figure)
    assert (layout.xaxis.type, layout.yaxis.type) == ("log", "log")
    assert layout.title.text == "Singular values of mu"
    rows = tabulate_singular_values(models)
    assert [row["part of the strongest"] for row in rows] == [1.0, 0.5, 0.1]
    assert [row["directions, the strongest first"] for row in rows] == [1, 2, 3]
