import zlib
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.components.v2.bidi_component.serialization import serialize_mixed_data
from streamlit.proto.BidiComponent_pb2 import BidiComponent

from aavae.errors import UserError
from aavae.ui.linked_maps import (
    Captions,
    Choice,
    Cloud,
    Colouring,
    LinkedMaps,
    PlacedMap,
    render_linked_maps,
    take_choice,
)
from aavae.ui.linked_maps.linked_maps import describe
from aavae.ui.linked_maps.packing import pack_mask
from aavae.ui.linked_maps.script import LOADER
from aavae.ui.server import static_files

KEY = "maps"
STEPS = tuple(f"#{step:02x}0000" for step in range(32))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    served = tmp_path / "static" / "maps"
    monkeypatch.setattr(static_files, "find_folder", lambda: served)
    return served


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    state: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


def make_maps(count: int, number: int = 2) -> list[PlacedMap]:
    rng = np.random.default_rng(0)
    return [PlacedMap(f"model {i}", rng.normal(0, 9, (count, 2)).astype(np.float32)) for i in range(number)]


def make_scale(count: int, seed: int = 0) -> Colouring:
    values = np.random.default_rng(seed).integers(0, 32, count, dtype=np.uint8)
    return Colouring(title=f"scale {seed}", values=values, colours=STEPS, names=(), low="low", high="high")


def make_captions(count: int) -> Captions:
    return Captions(np.arange(count) % 3, ("a", "b", "c"), np.arange(count), count // 2)


def describe_maps(
    count: int = 10,
    maps: Sequence[PlacedMap] | None = None,
    colourings: Sequence[Colouring] | None = None,
    selected: np.ndarray | None = None,
    neighbours: Sequence[np.ndarray] | None = None,
    clouds: Sequence[Cloud | None] = (),
    unlabelled: int = -1,
) -> dict[str, Any]:
    linked = LinkedMaps(
        maps=make_maps(count) if maps is None else maps,
        colourings=[make_scale(count)] if colourings is None else colourings,
        captions=make_captions(count)._replace(unlabelled=unlabelled),
        pictures=None,
        selected=np.zeros(count, dtype=bool) if selected is None else selected,
        opened=None,
        neighbours=neighbours,
        clouds=clouds,
    )
    return describe(linked)


def compute_message_size(data: dict[str, Any]) -> int:
    proto = BidiComponent()
    serialize_mixed_data(data, proto)
    return proto.ByteSize() + len(LOADER)


def test_colours_of_60_000_points_by_two_scales_take_less_than_100_kb_in_all(folder: Path) -> None:
    count = 60_000
    maps = make_maps(count)
    describe_maps(count, maps)
    before = {path.name for path in folder.iterdir()}
    # Uniform values are the largest that 32 steps can get.
    data = describe_maps(count, maps, [make_scale(count, 1), make_scale(count, 2)])
    new = [path for path in folder.iterdir() if path.name not in before]
    assert len(new) == 2
    assert compute_message_size(data) + sum(path.stat().st_size for path in new) <= 100_000


def test_a_message_holds_no_array_but_the_selection(folder: Path) -> None:
    few, many = describe_maps(100), describe_maps(60_000)
    assert abs(compute_message_size(few) - compute_message_size(many)) < 100
    selected = np.ones(60_000, dtype=bool)
    assert compute_message_size(describe_maps(60_000, selected=selected)) < 15_000


def test_the_script_is_told_which_label_means_none(folder: Path) -> None:
    assert describe_maps(5)["captions"]["unlabelled"] == -1
    assert describe_maps(5, unlabelled=2)["captions"]["unlabelled"] == 2


def test_what_did_not_change_keeps_its_address(folder: Path) -> None:
    first = describe_maps(50)
    second = describe_maps(50, colourings=[make_scale(50, 7)], selected=np.ones(50, dtype=bool))
    assert first["maps"] == second["maps"]
    assert first["captions"] == second["captions"]
    assert first["colourings"] != second["colourings"]


@pytest.mark.parametrize(("count", "size"), [(100, 2), (70_000, 4)])
def test_neighbours_take_as_few_bytes_as_hold_a_position(count: int, size: int, folder: Path) -> None:
    neighbours = [np.random.default_rng(i).integers(0, count, (count, 5)) for i in range(2)]
    addresses = describe_maps(count, neighbours=neighbours)["neighbours"]
    for address, rows in zip(addresses, neighbours, strict=True):
        content = zlib.decompress((folder / address.rsplit("/", 1)[1]).read_bytes())
        np.testing.assert_array_equal(np.frombuffer(content, f"<u{size}").reshape(-1, 5), rows)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_up_to_four_maps_have_a_place_for_each_image_and_colours_of_their_own(
    number: int, folder: Path
) -> None:
    data = describe_maps(10, make_maps(10, number), [make_scale(10, side) for side in range(number)])
    assert len({each["positions"] for each in data["maps"]}) == number
    assert [colouring["title"] for colouring in data["colourings"]] == [
        f"scale {side}" for side in range(number)
    ]


def test_clouds_are_placed_in_the_maps_square() -> None:
    corners = np.array([[0, 0], [10, 10]], np.float32)
    maps = [PlacedMap("a", corners), PlacedMap("b", corners)]
    clouds = describe_maps(2, maps, clouds=[Cloud(np.array([[5, 10]]), "views"), None])["clouds"]
    assert clouds == [{"points": [[0.5, 1.0]], "label": "views"}, None]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"maps": []}, "0 maps cannot be linked"),
        ({"maps": make_maps(10, 5)}, "5 maps cannot be linked: choose one to 4"),
        ({"maps": make_maps(9)}, "has no place for each of the 10 images"),
        ({"maps": [PlacedMap("a", np.full((10, 2), np.nan))]}, "has no place for each of the 10 images"),
        ({"colourings": []}, "0 colourings do not fit 2 maps"),
        ({"colourings": [make_scale(9)]}, "is of 9 images, not 10"),
        ({"colourings": [make_scale(10)._replace(colours=("#000000",))]}, "has 1 colours"),
        ({"colourings": [make_scale(10)._replace(names=("a",))]}, "has 1 names for 32 colours"),
        ({"colourings": [make_scale(10)._replace(colours=STEPS * 2)]}, "has 64 steps"),
        (
            {"colourings": [make_scale(10)._replace(values=np.full(10, -1))]},
            "has 32 colours, but other values",
        ),
        (
            {"colourings": [make_scale(10)._replace(colours=STEPS * 9, names=("a",) * 288)]},
            "has 288 categories",
        ),
        ({"selected": np.zeros(9, dtype=bool)}, "each of the 10 images"),
        ({"neighbours": [np.zeros((10, 5), int)]}, "neighbours are of 1 maps, not 2"),
        ({"neighbours": [np.zeros((9, 5), int)] * 2}, "each of the 10 images"),
        ({"clouds": [None]}, "clouds are of 1 maps, not 2"),
    ],
)
def test_what_does_not_fit_is_a_sentence(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message):
        describe_maps(**changes)


def test_no_images_are_a_map_all_the_same() -> None:
    assert describe_maps(0)["count"] == 0


def test_a_window_chooses_among_the_colours_that_there_are(
    folder: Path, session: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: dict[str, Any] = {}
    monkeypatch.setattr("aavae.ui.linked_maps.linked_maps._show", lambda **given: shown.update(given))
    chosen: list[str] = []
    linked = LinkedMaps(
        maps=make_maps(10, 3),
        colourings=[make_scale(10)],
        captions=make_captions(10),
        pictures=None,
        selected=np.zeros(10, dtype=bool),
        opened=None,
        colours={"class": "class", "density": "how dense"},
        colour="class",
    )
    render_linked_maps(linked, key=KEY, on_recolour=chosen.append)
    assert shown["data"]["colours"] == {
        "titles": [("class", "class"), ("density", "how dense")],
        "chosen": "class",
    }
    for sent in ("density", "secret", None, 7, ["class"]):
        session[KEY] = SimpleNamespace(colour=sent)
        shown["on_colour_change"]()
    assert chosen == ["density"]


def send(session: dict[str, Any], serial: Any, mask: np.ndarray, opened: Any = -1, count: Any = None) -> None:
    event = {"serial": serial, "selected": pack_mask(mask), "opened": opened}
    session[KEY] = {"choice": event | {"count": len(mask) if count is None else count}}


def test_a_choice_is_taken_once_and_in_order(session: dict[str, Any]) -> None:
    assert take_choice(KEY, 4) is None
    mask = np.array([True, False, False, True])
    send(session, 1, mask, 3)
    choice = take_choice(KEY, 4)
    assert isinstance(choice, Choice)
    np.testing.assert_array_equal(choice.selected, mask)
    assert choice.opened == 3
    assert take_choice(KEY, 4) is None
    send(session, 3, ~mask)
    choice = take_choice(KEY, 4)
    assert choice is not None and choice.opened is None
    send(session, 2, mask)
    assert take_choice(KEY, 4) is None


def test_a_choice_among_other_images_is_dropped(session: dict[str, Any]) -> None:
    send(session, 1, np.ones(4, dtype=bool))
    assert take_choice(KEY, 5) is None
    assert take_choice(KEY, 4) is None


def test_an_opened_image_that_does_not_exist_is_none(session: dict[str, Any]) -> None:
    send(session, 1, np.ones(4, dtype=bool), 4)
    choice = take_choice(KEY, 4)
    assert choice is not None and choice.opened is None


@pytest.mark.parametrize(
    "event",
    [
        None,
        7,
        {},
        {"serial": "1"},
        {"serial": 1},
        {"serial": 1, "count": 4, "selected": 5, "opened": 0},
        {"serial": 1, "count": 4, "selected": "", "opened": "0"},
    ],
)
def test_hostile_events_are_dropped(event: object, session: dict[str, Any]) -> None:
    session[KEY] = {"choice": event}
    assert take_choice(KEY, 4) is None
