"""The navigation's own behaviour: on a small screen it closes when a page is chosen."""

from pathlib import Path

from streamlit.components.v2 import component

_listen = component(
    "navigation",
    html="<span></span>",
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def close_when_chosen() -> None:
    """Close the sidebar in which this is called at a press of one of its page links, if it covers the page.

    Streamlit leaves it open, and its own button is the only way to close it.
    """
    _listen(key="navigation", height=1)
