"""HTML that changes in place: of what is already on the page only the differences are touched."""

from pathlib import Path

from streamlit.components.v2 import component

_show = component(
    "in_place",
    html='<div class="in-place"></div>',
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def render_in_place(html: str, key: str) -> None:
    """Draw HTML text, or edit what an earlier call with this key drew until it is equal.

    Args:
        html: trusted; what comes from people is escaped. Its styles are the page's.
        key: one for each place on the page.
    """
    _show(data={"html": html}, key=key)
