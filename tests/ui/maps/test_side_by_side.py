import pytest
from streamlit.testing.v1 import AppTest


def show() -> None:
    """The whole script of the app under test: it sees nothing of this module."""
    import streamlit as st

    from aavae.ui.maps.side_by_side import make_places

    for number, place in enumerate(make_places(int(st.query_params["count"]))):
        place.text(str(number))


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (2, 2), (3, 3), (4, 4)])
def test_each_model_has_a_place_and_four_are_in_two_rows(count: int, columns: int) -> None:
    app = AppTest.from_function(show)
    app.query_params["count"] = str(count)
    app.run()
    assert [text.value for text in app.text] == [str(number) for number in range(count)]
    assert len(app.columns) == columns
    assert {column.weight for column in app.columns} == {1 / min(count, columns if count < 4 else 2)}
