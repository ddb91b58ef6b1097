"""A page with two figures that can be saved: a small one with error bars, and a map of 10,000 points."""

import numpy as np
import streamlit as st

from aavae.figures.maps.embedding import plot_embedding
from aavae.figures.probes.accuracy import AccuracyBar, plot_accuracy
from aavae.ui.figure.figure import render_figure

TITLE = "Probes of two models"
BARS = (
    AccuracyBar("AAVAE", "aavae", 0.6, 0.58, 0.62),
    AccuracyBar("VAE < AAVAE & “β”, </script >", "vae", 0.5, 0.47, 0.54),
)
COUNT = 10_000


def _render() -> None:
    st.set_page_config(layout="wide")
    render_figure(plot_accuracy(BARS, TITLE, chance=0.1), "bars of 2", "Two bars", "probes")
    figure = plot_embedding(
        np.random.default_rng(0).normal(size=(COUNT, 2)),
        np.arange(COUNT) % 10,
        [f"class {label}" for label in range(10)],
        np.arange(COUNT),
        "A map",
    )
    render_figure(figure, "map", "A map of points", "map", on_select="rerun")


if __name__ == "__main__":
    _render()
