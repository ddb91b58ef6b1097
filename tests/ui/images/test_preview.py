import pytest

from aavae.ui.images.preview import describe_shortage, shorten


@pytest.mark.parametrize(
    ("needed", "free", "said"),
    [
        (10, 10, ""),
        (10, None, ""),
        (2_000_000, 1_000_000, "The images need 2.0 MB, and 1.0 MB are free: choose a smaller size"),
    ],
)
def test_too_little_room_is_said_before(needed: int, free: int | None, said: str) -> None:
    assert describe_shortage(needed, free).startswith(said)
    assert bool(describe_shortage(needed, free)) == bool(said)


def test_of_a_long_name_the_end_is_shown() -> None:
    assert shorten("zebra") == "zebra"
    long = shorten("a/very/long/path/to/the/picture/0001.png")
    assert len(long) == 24
    assert long.startswith("…") and long.endswith("picture/0001.png")
