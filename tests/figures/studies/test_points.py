import plotly.graph_objects as go

from aavae.figures.studies.points import keep_look
from tests.figures.reading import get_traces


def test_a_click_changes_no_dots_look() -> None:
    (trace,) = get_traces(go.Figure(go.Scatter(x=[0], y=[0], **keep_look())))
    assert trace.selected.marker.opacity == trace.unselected.marker.opacity == 1
