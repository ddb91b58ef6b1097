"""Typed access to a figure's parts: Plotly makes their attributes at run time."""

from typing import Any, cast

import plotly.graph_objects as go


def get_traces(figure: go.Figure) -> tuple[Any, ...]:
    return cast(tuple[Any, ...], figure.data)


def get_layout(figure: go.Figure) -> Any:
    return figure.layout
