"""What the pictures are told to show; that a press opens one is tested in a browser."""

from typing import Any

import numpy as np
import pytest

from aavae.data.image_set import Dataset
from aavae.ui.maps.picture_buttons import render_picture_buttons
from aavae.ui.pictures.pictures import encode_png


def test_each_picture_has_its_image_its_caption_and_words_for_those_who_cannot_see_it(
    tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr("aavae.ui.maps.picture_buttons._show", lambda **given: shown.append(given))
    render_picture_buttons(tiny_dataset, np.array([3, 103]), ["first", "second"], "buttons", 4)
    (given,) = shown
    pictures = given["data"]["pictures"]
    assert [picture["id"] for picture in pictures] == [3, 103]
    assert [picture["caption"] for picture in pictures] == ["first", "second"]
    assert [picture["label"] for picture in pictures] == ["test image 3, d", "training image 3, d"]
    assert pictures[0]["src"] == encode_png(tiny_dataset.test.images[3])
    assert pictures[1]["src"] == encode_png(tiny_dataset.train.images[3])
