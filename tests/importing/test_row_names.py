import pytest

from aavae.importing.row_names import RowNames


def test_names_say_the_place_and_the_row_in_it() -> None:
    names = RowNames(["a", "b", "c"], [2, 0, 1])
    assert list(names) == ["a, row 0", "a, row 1", "c, row 0"]
    assert names[1:] == ["a, row 1", "c, row 0"]
    assert len(names) == 3
    assert len(RowNames([], [])) == 0


@pytest.mark.parametrize("row", [-1, 3])
def test_no_name_beyond_the_end(row: int) -> None:
    with pytest.raises(IndexError):
        RowNames(["a"], [3])[row]
