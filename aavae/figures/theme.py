"""What every figure shares: colours, large type, and a look that works on light and dark backgrounds.

No figure sets a text colour: the page around it does. Backgrounds are transparent and lines grey.
Titles of axes are given to plots in English, as the columns of their tables are called; plots translate them.
"""

import html
from typing import Any

import plotly.graph_objects as go

from aavae.formatting import NARROW_SPACE
from aavae.language import ENGLISH, _, get_language

GREY = "#7F7F7F"
"""Neutral lines and everything without a colour of its own; readable on white and on black."""

METHOD_COLOURS: dict[str, str] = {
    "ae": "#009E73",
    "vae": "#0072B2",
    "dae": "#56B4E9",
    "aavae": "#D55E00",
    "aavae-features": "#9467BD",
    "simclr": "#CC79A7",
    "pixels": GREY,
    "untrained": "#A6A6A6",
    "encoder": "#B8860B",
    "vectors": "#8C564B",
}
"""A colour for each method, for the two baselines, and for encoders and vectors of other software.

Okabe and Ito's palette, safe for the colour-blind, and colours that stay apart from it.
"""

CLASS_COLOURS: tuple[str, ...] = (
    "#3F90DA",
    "#FFA90E",
    "#BD1F01",
    "#94A4A2",
    "#832DB6",
    "#A96B59",
    "#E76300",
    "#B9AC70",
    "#717581",
    "#92DADD",
)
"""Ten colours that stay apart for the colour-blind (Petroff, arXiv 2107.02270)."""

TEXT_SIZE = 15
"""Size of all text, in pixels."""
TITLE_SIZE = 19
"""Size of titles, in pixels."""
LINE_WIDTH = 3.5
"""Width of lines that carry data, in pixels."""

_TRANSPARENT = "rgba(0, 0, 0, 0)"
_GRID = "rgba(127, 127, 127, 0.25)"
_TITLE_HEIGHT = 36
_LEGEND_HEIGHT = 34
_BUTTONS_REMOVED = (
    "zoom",
    "pan",
    "select",
    "lasso",
    "zoomIn",
    "zoomOut",
    "autoScale",
    "resetScale",
    "toImage",
)


def get_colour(method: str) -> str:
    """Colour of a method or baseline; grey for one that has no colour of its own."""
    return METHOD_COLOURS.get(method, GREY)


def get_class_colour(label: int) -> str:
    """Colour of a class; the ten colours repeat from the eleventh class on."""
    return CLASS_COLOURS[label % len(CLASS_COLOURS)]


def make_translucent(colour: str, opacity: float) -> str:
    """A colour "#RRGGBB" with an opacity in [0, 1], as Plotly's "rgba(...)"."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {opacity:g})"


def apply_theme(figure: go.Figure, title: str = "", height: int = 400) -> go.Figure:
    """Give a figure the shared look, in place: the last step of every plot.

    Args:
        figure: with its traces and axes; its title is set here.
        title: shown at the top left; empty: none, and no room for one.
        height: of the whole figure, in pixels.

    Returns:
        The same figure.
    """
    title_height = _TITLE_HEIGHT if title else 0
    # An empty template, so that Plotly's own does not force its text colour on the page's.
    figure.update_layout(
        template=go.layout.Template(),
        height=height,
        margin={"l": 10, "r": 16, "t": _LEGEND_HEIGHT + title_height, "b": 10},
        paper_bgcolor=_TRANSPARENT,
        plot_bgcolor=_TRANSPARENT,
        font={"size": TEXT_SIZE},
        hoverlabel={"font": {"size": TEXT_SIZE}},
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            # Hung from the title, so that on a narrow screen more rows push the plot down.
            "y": 1 - title_height / height,
            "yref": "container",
            "yanchor": "top",
            "font": {"size": TEXT_SIZE},
            "title": {"text": ""},
            "bgcolor": _TRANSPARENT,
        },
        modebar={"remove": list(_BUTTONS_REMOVED), "bgcolor": _TRANSPARENT, "color": GREY},
        dragmode=False,
    )
    # As `format_count` writes numbers; Plotly's own separators are those of English.
    if get_language() != ENGLISH:
        figure.update_layout(separators=f".{NARROW_SPACE}")
    # Without a text there must be no title at all: Streamlit would draw an empty one.
    if title:
        figure.update_layout(
            title={
                "text": title,
                "font": {"size": TITLE_SIZE},
                "x": 0,
                "xanchor": "left",
                "y": 1,
                "yanchor": "top",
                "pad": {"t": 6},
            }
        )
    axis = {
        "automargin": True,
        "gridcolor": _GRID,
        "zeroline": False,
        "tickfont": {"size": TEXT_SIZE},
        "title": {"font": {"size": TEXT_SIZE + 1}},
    }
    figure.update_xaxes(axis)
    figure.update_yaxes(axis)
    return figure


def add_message(figure: go.Figure, text: str) -> None:
    """Say in the middle of a figure why it shows nothing, and hide its axes."""
    figure.add_annotation(
        text=text,
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        showarrow=False,
        font={"size": TITLE_SIZE},
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)


def style_chance(chance: float) -> dict[str, Any]:
    """How a line at the accuracy of guessing, in [0, 1], looks and what it says."""
    return {
        "line": {"color": GREY, "width": 2, "dash": "dash"},
        "annotation": {
            "text": _("chance {percent:.0f} %").format(percent=100 * chance),
            "font": {"size": TEXT_SIZE - 1},
        },
    }


def to_label(name: str, most: int = 24) -> str:
    """A name that people chose, as a figure writes it: plain, and short enough to leave room for the data.

    Args:
        name: of a class; what plotly would read as marks of its own in it becomes plain text.
        most: characters, above which it loses its middle: the ends tell more.
    """
    if len(name) > most:
        end = (most - 1) // 2
        name = f"{name[: most - 1 - end]}…{name[-end:]}"
    return html.escape(name, quote=False).replace("%{", "%&#123;")
