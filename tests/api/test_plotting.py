from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from aavae.api.maps import project
from aavae.api.plotting import plot
from aavae.api.probes import knn_probe, linear_probe
from aavae.api.similarity import similarity
from aavae.api.training import fit
from aavae.config import ModelConfig, RunConfig
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from tests.conftest import make_run


def get_traces(figure: go.Figure) -> list[Any]:
    traces: Any = figure.data
    return list(traces)


def get_title(figure: go.Figure) -> str:
    return figure.to_plotly_json()["layout"]["title"]["text"]


def test_probes_are_bars_of_their_models(tiny_dataset: Dataset) -> None:
    make_run("mine")
    probes = [linear_probe(name, tiny_dataset) for name in ("mine", "pixels")]
    figure = plot(probes)
    assert isinstance(figure, go.Figure)
    assert list(get_traces(figure)[0].x) == pytest.approx([100 * probe.accuracy for probe in probes])
    assert list(figure.to_plotly_json()["layout"]["yaxis"]["ticktext"]) == ["mine (yours)", "Raw pixels"]
    assert "linear probe of h, tiny" in get_title(figure)
    alone = plot(knn_probe("pixels", tiny_dataset), title="mine")
    assert len(get_traces(alone)[0].x) == 1
    assert "mine" in get_title(alone)


@pytest.mark.parametrize("measure", ["cosine", "kl"])
def test_a_similarity_is_two_histograms(tiny_dataset: Dataset, measure: Any) -> None:
    make_run("mine")
    found = similarity("mine", tiny_dataset, measure=measure)
    figure = plot(found)
    assert {trace["name"] for trace in get_traces(figure)} == {"same image", "different images"}
    assert sum(sum(count for *_, count in trace["customdata"]) for trace in get_traces(figure)) == 200
    assert f"AUC {found.auc:.3f}" in str(figure.to_plotly_json()["layout"]["annotations"])


def test_a_map_has_a_point_for_each_image(tiny_dataset: Dataset) -> None:
    found = project("pixels", tiny_dataset, method="pca", num_points=50)
    figure = plot(found)
    assert sum(len(trace["x"]) for trace in get_traces(figure)) == 50
    assert f"{found.trustworthiness:.3f}" in get_title(figure)


def test_a_training_is_a_curve_of_its_epochs(tiny_on_disk: Dataset) -> None:
    config = RunConfig(num_epochs=2, batch_size=64, model=ModelConfig(latent_dim=8))
    training = fit(config, tiny_on_disk, name="mine", device="cpu")
    with pytest.raises(UserError, match="'mine' has no epoch yet"):
        plot(training)
    accuracies = [metrics.knn_accuracy for metrics in training]
    trace = get_traces(plot(training))[0]
    assert list(trace.x) == [1, 2]
    np.testing.assert_allclose(trace.y, 100 * np.array(accuracies, float))


@pytest.mark.parametrize("value", [None, [], "aavae", 3, [1, 2], np.zeros(3), {}])
def test_anything_else_is_a_sentence(value: Any) -> None:
    with pytest.raises(UserError, match="plot: give what linear_probe, knn_probe"):
        plot(value)
