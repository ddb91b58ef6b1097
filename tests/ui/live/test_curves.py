import re

from aavae.runs.layout import append_metrics
from aavae.ui.live.curves import TimeAxis, list_figures, make_curves
from aavae.ui.live.watched import find_watched, locate
from tests.figures.reading import get_traces
from tests.ui.live.runs import finish_epoch, start_run


def draw(*names: str, against: TimeAxis = "epoch") -> dict[str, str]:
    """The plots by their titles."""
    figures = re.findall(r"<figure.*?</figure>", make_curves(find_watched(locate(names))[0], against))
    return {re.findall(r"<figcaption><span>(.*?)</span>", figure)[0]: figure for figure in figures}


def test_runs_are_overlaid_in_every_plot_that_concerns_them() -> None:
    for run in (start_run("a", "aavae"), start_run("v", "vae"), start_run("s", "simclr")):
        finish_epoch(run, 1)
        finish_epoch(run, 2)
    plots = draw("a", "v", "s")
    assert {title: plot.count('class="series"') for title, plot in plots.items()} == {
        "kNN accuracy on h": 3,
        "Loss (nats)": 2,
        "Reconstruction (nats)": 2,
        "KL from N(0, I) (nats)": 2,
        "Contrastive loss (nats)": 1,
    }
    assert "a 2.0 % at epoch 2; v 2.0 % at epoch 2; s 2.0 % at epoch 2" in plots["kNN accuracy on h"]


def test_against_minutes_the_axis_is_the_time_of_training() -> None:
    run = start_run("a")
    finish_epoch(run, 2)
    finish_epoch(run, 4)
    plot = draw("a", against="minutes")["kNN accuracy on h"]
    assert "4.0 % at minutes of training 2" in plot


def test_before_the_first_epoch_the_main_plot_says_so() -> None:
    start_run("a")
    plots = draw("a")
    assert list(plots) == ["kNN accuracy on h"]
    assert "No values yet" in plots["kNN accuracy on h"]


def test_the_figures_that_stand_still_are_those_that_move() -> None:
    for run in (start_run("a", "aavae"), start_run("s", "simclr")):
        finish_epoch(run, 1)
    figures = list_figures(find_watched(locate(["a", "s"]))[0], "epoch")
    assert list(figures) == list(draw("a", "s"))
    assert len(get_traces(figures["kNN accuracy on h"].figure)) == 2
    assert [trace.name for trace in get_traces(figures["Contrastive loss (nats)"].figure)] == ["s"]
    assert [row["series"] for row in figures["Contrastive loss (nats)"].rows()] == ["s"]


def test_without_labels_the_auc_is_the_main_plot_and_a_sentence_says_so() -> None:
    run = start_run("a")
    row = {"epoch": 1, "step": 4, "loss": 3.0, "knn_accuracy": None, "similarity_auc": 0.75}
    append_metrics(run.layout.metrics, row)
    curves = make_curves(find_watched(locate(["a"]))[0], "epoch")
    assert next(iter(draw("a"))) == "AUC: views of one image, or two"
    assert "kNN accuracy on h" not in draw("a")
    assert "The images have no labels, so there is no kNN accuracy" in curves


def test_runs_without_labels_beside_others_are_named() -> None:
    row = {"epoch": 1, "step": 4, "loss": 3.0, "knn_accuracy": None, "similarity_auc": 0.75}
    append_metrics(start_run("a").layout.metrics, row | {"knn_accuracy": 0.5})
    append_metrics(start_run("b").layout.metrics, row)
    curves = make_curves(find_watched(locate(["a", "b"]))[0], "epoch")
    assert next(iter(draw("a", "b"))) == "kNN accuracy on h"
    assert "<p>No kNN accuracy, as their images have no labels: b.</p>" in curves
    assert "no labels" not in make_curves(find_watched(locate(["a"]))[0], "epoch")
