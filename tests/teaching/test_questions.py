"""The lesson's questions."""

from aavae.data.bundled import read_bundled_meta
from aavae.teaching.questions import CONFUSED, QUESTIONS, WALL, WALLS


def test_has_seven_with_names_of_their_own() -> None:
    assert len(QUESTIONS) == 7
    assert all(name.isidentifier() for name in QUESTIONS)


def test_one_wall_is_the_aavaes() -> None:
    assert list(WALLS.values()).count("aavae") == 1
    assert set(WALLS) == set(WALL.options)


def test_cats_can_be_taken_for_any_other_class() -> None:
    assert set(CONFUSED.options) == set(read_bundled_meta().class_names) - {"cat"}
