from aavae.paths import ROOT
from aavae.teaching.places import PLACES


def test_each_place_is_a_page_that_is_there_and_no_two_are_the_same() -> None:
    for place in PLACES.values():
        assert (ROOT / ("app.py" if place.page == "app" else f"pages/{place.page}.py")).exists()
    assert len({(place.page, *place.query.items()) for place in PLACES.values()}) == len(PLACES)
    assert len({place.title for place in PLACES.values()}) == len(PLACES)
