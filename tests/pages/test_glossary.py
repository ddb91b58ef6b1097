"""The glossary's page: a term by a link, by the control and by a press on another one; and the search."""

import re

from streamlit.testing.v1 import AppTest

from aavae.teaching.glossary import GLOSSARY
from aavae.teaching.places import PLACES
from tests.pages.conftest import assert_healthy, open_page


def list_links(app: AppTest) -> dict[str, str]:
    """Term -> sentence of every link on the page; of a term that is there twice, one."""
    text = "\n".join(each.value for each in app.main.markdown)
    return dict(re.findall(r'\]\(glossary\?term=([a-z-]+) "(.*?)"\)', text))


def test_a_link_opens_its_term_with_what_belongs_to_it() -> None:
    app = open_page("glossary", {"term": "kl-divergence"})
    assert_healthy(app)
    term = GLOSSARY["kl-divergence"]
    assert app.main.header[0].value == term.title
    assert any(each.value == f"**{term.sentence}**" for each in app.main.markdown)
    (see,) = [each.value for each in app.main.markdown if each.value.startswith("See also")]
    assert all(f"?term={name} " in see for name in term.see)
    links = {link.label: link.proto.query_string for link in app.main.page_link}
    assert links == {
        PLACES[name].title: "&".join(f"{key}={value}" for key, value in PLACES[name].query.items())
        for name in term.places
    }
    assert list_links(app) == {name: term.sentence for name, term in GLOSSARY.items()}


def test_every_term_opens_and_is_in_the_address() -> None:
    app = open_page("glossary")
    for name in list(GLOSSARY)[1::20]:
        app.selectbox(key="term").set_value(name).run()
        assert_healthy(app)
        assert app.main.header[0].value == GLOSSARY[name].title
        assert app.query_params["term"] == name


def test_the_search_shows_what_has_the_letters() -> None:
    app = open_page("glossary", {"term": "z", "search": "rankme"})
    assert_healthy(app)
    assert any("of 82 terms" in each.value.replace(str(len(GLOSSARY)), "82") for each in app.main.caption)
    assert "effective-rank" in list_links(app)
    assert "jitter" not in list_links(app)
    app.text_input(key="search").set_value("xyzzy").run()
    assert [info.value.startswith("No term has these letters") for info in app.info] == [True]


def test_a_term_that_is_not_there_is_said() -> None:
    app = open_page("glossary", {"term": "gone"})
    assert_healthy(app)
    assert [each.value.startswith("There is no term 'gone' here") for each in app.warning] == [True]
