import zlib

import numpy as np
import pytest

from aavae.ui.maps.selection import decode_ids, encode_ids


@pytest.mark.parametrize("count", [1, 7, 8, 9, 1_000, 10_000])
@pytest.mark.parametrize("total", [10_000, 60_000])
def test_ids_survive_the_link(count: int, total: int) -> None:
    ids = np.random.default_rng(count).choice(total, count, replace=False)
    text = encode_ids(ids)
    assert np.array_equal(decode_ids(text), np.sort(ids))
    assert text.isascii()
    assert not set(text) & set("&=+/#? %")


def test_no_ids_are_no_text() -> None:
    assert encode_ids(np.empty(0, np.int64)) == ""
    assert decode_ids("").size == 0


def test_a_thousand_of_sixty_thousand_fit_a_link() -> None:
    ids = np.random.default_rng(0).choice(60_000, 1_000, replace=False)
    assert len(encode_ids(ids)) < 2_500


@pytest.mark.parametrize("text", ["x", "????", "eJw", "a" * 5_000, "é", "../../etc", "AAAA", "eJxjYGBg"])
def test_what_others_wrote_into_a_link_selects_nothing_and_fails_nothing(text: str) -> None:
    assert decode_ids(text).dtype == np.int64


def test_a_link_cannot_fill_the_memory() -> None:
    import base64

    bomb = base64.urlsafe_b64encode(zlib.compress(b"\xff" * 10**8, 9)).decode().rstrip("=")
    assert len(decode_ids(bomb)) <= 2**20
