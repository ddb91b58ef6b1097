"""A page with two figures that can be saved: a small one with error bars, and a map of 10,000 points."""

from functools import partial

import numpy as np
import streamlit as st

from aavae.figures.maps.embedding import MapPoints, plot_embedding, tabulate_embedding
from aavae.figures.probes.accuracy import AccuracyBar, plot_accuracy, tabulate_accuracy
from aavae.ui.figure.figure import render_figure

TITLE = "Probes of two models"
BARS = (
    AccuracyBar(title="AAVAE", method="aavae", accuracy=0.6, low=0.58, high=0.62),
    AccuracyBar(title="VAE < AAVAE & “β”, </script >", method="vae", accuracy=0.5, low=0.47, high=0.54),
)
COUNT = 10_000


def _render() -> None:
    st.set_page_config(layout="wide")
    figure = plot_accuracy(BARS, title=TITLE, chance=0.1)
    render_figure(figure, tabulate_accuracy(BARS), "bars of 2", "Two bars", "probes")
    points = MapPoints(
        np.random.default_rng(0).normal(size=(COUNT, 2)),
        np.arange(COUNT) % 10,
        [f"class {label}" for label in range(10)],
        np.arange(COUNT),
    )
    figure = plot_embedding(points, title="A map")
    rows = partial(tabulate_embedding, points)
    render_figure(figure, rows, "map", "A map of points", "map", on_select="rerun")


if __name__ == "__main__":
    _render()
