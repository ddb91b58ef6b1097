"""Each part of the app that the glossary leads to: its link opens it, and each control there is explained.

On a small image set, where every number of the shipped models is soon computed.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.paths import data_dir
from aavae.teaching.places import PLACES, Place
from tests.pages.conftest import assert_healthy, open_page

pytestmark = pytest.mark.usefixtures("no_processes", "kept_cache")

MODELS = {
    "reconstruct": {"models": ["aavae", "vae"]},
    "linear_probe": {"baseline_models": ["aavae", "vae"]},
    "diagnostics": {"baseline_models": ["aavae", "vae"]},
}
"""Fewer than at first, where a page shows all."""
OF_IMAGES = ("embedding_map", "generate", "similarity", *MODELS)
SELF_EXPLAINING = {"Photo", "Rename", "Keep", "Delete", "Remove"}


def list_pages() -> dict[str, list[Place]]:
    return {page: list(places) for page, places in groupby(PLACES.values(), lambda place: place.page)}


@pytest.mark.parametrize("page", list_pages())
def test_each_place_opens_and_each_control_there_is_explained(page: str, tiny_dataset: Dataset) -> None:
    write_set(data_dir(), tiny_dataset, "drawn")
    models = {"data": "tiny", **MODELS.get(page, {})} if page in OF_IMAGES else {}
    for place in list_pages()[page]:
        app = open_page("home" if page == "app" else page, {**models, **place.query})
        assert_healthy(app)
        assert [each.value for each in (*app.error, *app.warning)] == [], place
        assert {key: app.session_state[key] for key in place.query} == place.query
        mute = [label for label, help in list_controls(app) if not help and label not in SELF_EXPLAINING]
        assert not mute, place


def list_controls(app: AppTest) -> Iterator[tuple[str, str]]:
    """Label and help of every widget on the page, those in the sidebar too."""
    yield from _list_controls(app.main.children)
    yield from _list_controls(app.sidebar.children)


def _list_controls(children: Mapping[int, Any]) -> Iterator[tuple[str, str]]:
    for child in children.values():
        proto = getattr(child, "proto", None)
        # Expanders have an id and a label, and are no control of anything.
        if proto is not None and hasattr(proto, "help") and getattr(proto, "id", ""):
            yield proto.label, proto.help
        yield from _list_controls(getattr(child, "children", {}))
