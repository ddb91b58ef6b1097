"""A page with nothing but linked maps of drawn data: `?count=400&maps=2&bare=1&slow=0.5&tab=1`.

Point i belongs to cluster i % 4, whose centre is a corner of a square; each further map turns the square by
a quarter. Its thumbnail is of one colour, which tells i.
"""

import time
from functools import partial

import numpy as np
import streamlit as st

from aavae.ui import frame
from aavae.ui.linked_maps import (
    Captions,
    Cloud,
    Colouring,
    LinkedMaps,
    Pictures,
    PlacedMap,
    find_pictures,
    make_pictures,
    render_linked_maps,
    take_choice,
)
from tests.browser.linked_maps_data import COLOURS, NAMES, draw_images, draw_maps, find_neighbours

KEY = "maps"
_COLOURS = ("class", "scales")

st.set_page_config(layout="wide")


def _choose_colouring(kind: str, count: int) -> list[Colouring]:
    if kind == "class":
        return [
            Colouring(
                title="Class", values=np.arange(count, dtype=np.uint8) % 4, colours=COLOURS, names=NAMES
            )
        ]
    steps = tuple(f"#{8 * step:02x}40{255 - 8 * step:02x}" for step in range(32))
    rng = np.random.default_rng(0)
    return [
        Colouring(
            title=f"Surprise {side}",
            values=rng.integers(0, 32, count, dtype=np.uint8),
            colours=steps,
            names=(),
            low="expected",
            high="new",
        )
        for side in range(len(draw_maps(1)))
    ]


def _find_pictures(count: int) -> Pictures | None:
    found = find_pictures(count, 32, f"drawn {count}")
    return found or make_pictures(draw_images(count), f"drawn {count}")


@st.fragment
def _render() -> None:
    count = int(st.query_params.get("count", 400))
    state = st.session_state
    state.setdefault("selected", np.zeros(count, dtype=bool))
    state.setdefault("opened", None)
    state["runs"] = state.get("runs", 0) + 1
    choice = take_choice(KEY, count)
    if choice is not None:
        state["selected"], state["opened"] = choice.selected, choice.opened
    time.sleep(float(st.query_params.get("slow", 0)))
    if not st.checkbox("Shown", value=True):
        return
    kind = st.radio("Colour", _COLOURS, horizontal=True, key="kind")
    if st.button("Forget"):
        state["selected"], state["opened"] = np.zeros(count, dtype=bool), None
    num_maps = int(st.query_params.get("maps", 2))
    coordinates = draw_maps(count)[:num_maps]
    colourings = _choose_colouring(kind, count)
    opened = state["opened"]
    clouds = [
        None if opened is None else Cloud(places[[opened]] + [[0.2, 0.0], [0.0, 0.2]], "views")
        for places in coordinates
    ]
    linked = LinkedMaps(
        maps=[PlacedMap(f"model {side}", places) for side, places in enumerate(coordinates)],
        colourings=colourings[:num_maps],
        captions=Captions(np.arange(count) % 4, NAMES, np.arange(count), count // 2),
        pictures=None if "bare" in st.query_params else _find_pictures(count),
        selected=state["selected"],
        opened=opened,
        neighbours=[find_neighbours(count, side) for side in range(num_maps)],
        clouds=clouds,
        colours={name: name for name in _COLOURS},
        colour=kind,
    )
    render_linked_maps(linked, key=KEY, on_recolour=partial(state.__setitem__, "kind"))
    chosen = np.flatnonzero(state["selected"])
    text = ", ".join(map(str, chosen.tolist())) if len(chosen) <= 400 else "many"
    st.text(f"Selected {len(chosen)}: {text}. Opened: {opened}. Runs: {state['runs']}.")


with frame.guard("The page"):
    if "tab" in st.query_params:
        with st.tabs(["First", "Second"])[1]:
            _render()
    else:
        _render()
