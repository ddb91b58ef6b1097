import inspect
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import pytest
from streamlit.testing.v1 import AppTest

from aavae.ui.controls import links


def show() -> None:
    """The whole script of the app under test: it sees nothing of this module."""
    import streamlit as st

    from aavae.ui.controls.links import keep_choice, open_choice, open_choices

    titles = {"aavae": "AAVAE", "vae": "VAE", "mine": "mine (yours)"}
    for name in st.session_state.get("deleted", []):
        del titles[name]
    open_choice("one", titles, "aavae", "model")
    keep_choice("one", st.selectbox("One", list(titles), format_func=titles.__getitem__, key="one"), "aavae")
    open_choices("some", titles, ["aavae", "vae"], "model", most=2)
    some = st.multiselect("Some", list(titles), format_func=titles.__getitem__, key="some")
    keep_choice("some", some, ["aavae", "vae"])
    numbers = {10: "ten", 20: "twenty"}
    open_choice("number", numbers, 10)
    keep_choice(
        "number", st.select_slider("N", list(numbers), format_func=numbers.__getitem__, key="number"), 10
    )


def open_app(**query: str | Sequence[str]) -> AppTest:
    app = AppTest.from_function(show, default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def read(app: AppTest) -> tuple[str, list[str], int]:
    return app.session_state["one"], app.session_state["some"], app.session_state["number"]


def read_warnings(app: AppTest) -> list[str]:
    return [warning.value for warning in app.warning]


def test_without_a_link_the_defaults_are_chosen_and_the_address_is_short() -> None:
    app = open_app()
    assert read(app) == ("aavae", ["aavae", "vae"], 10)
    assert dict(app.query_params) == {}
    assert read_warnings(app) == []


@pytest.mark.parametrize(
    ("one", "some", "number"),
    [("vae", ["mine"], "20"), ("VAE", ["mine (yours)"], "twenty")],
    ids=["names", "titles"],
)
def test_a_link_holds_names_and_older_ones_titles(one: str, some: list[str], number: str) -> None:
    app = open_app(one=one, some=some, number=number)
    assert read(app) == ("vae", ["mine"], 20)
    assert dict(app.query_params) == {"one": "vae", "some": "mine", "number": "20"}
    assert read_warnings(app) == []


def test_a_choice_goes_into_the_address_by_name_and_its_default_leaves_it() -> None:
    app = open_app()
    app.selectbox[0].select("vae").run()
    app.multiselect[0].set_value(["mine", "vae"]).run()
    assert app.query_params["one"] == "vae"
    assert app.query_params["some"] == ["mine", "vae"]
    app.selectbox[0].select("aavae").run()
    assert "one" not in app.query_params


def test_what_a_link_names_and_is_gone_is_a_sentence_that_stays_until_the_visitor_chooses() -> None:
    app = open_app(one="gone", some=["vae", "*gone*"], number="99")
    assert read(app) == ("aavae", ["vae"], 10)
    sentences = [
        "There is no model 'gone' here, so this page shows AAVAE instead.",
        "There is no model '\\*gone\\*' here, so it is left out.",
    ]
    assert read_warnings(app) == sentences
    assert read_warnings(app.run()) == sentences
    app.selectbox[0].select("vae").run()
    assert read_warnings(app) == sentences[1:]


def test_of_several_that_are_all_gone_the_sentence_names_each_and_what_is_there_instead() -> None:
    app = open_app(some=["x", "y" * 500])
    assert read(app)[1] == ["aavae", "vae"]
    (sentence,) = read_warnings(app)
    assert sentence == (f"There are no models 'x', '{'y' * 80}' here, so this page shows AAVAE, VAE instead.")


def test_there_is_a_sentence_for_options_of_every_kind() -> None:
    kinds = {kind for kind in get_args(links.Kind) if kind}
    for say in (links._say_left_out, links._say_instead):
        for number, verb in ((1, "is"), (2, "are")):
            sentences = say(number)
            assert sentences.keys() == kinds
            assert all(text.startswith(f"There {verb} no {kind}") for kind, text in sentences.items())


def test_a_choice_goes_along_to_the_next_page_whose_link_comes_first(tmp_path: Path) -> None:
    script = (
        inspect.getsource(show) + "\nfrom aavae.ui.controls.links import note_visit\nnote_visit()\nshow()\n"
    )
    (tmp_path / "pages").mkdir()
    for name in ("app.py", "pages/other.py"):
        (tmp_path / name).write_text(script)
    app = AppTest.from_file(str(tmp_path / "app.py"), default_timeout=60).run()
    app.selectbox[0].select("vae").run()
    app = app.switch_page("pages/other.py").run()
    assert app.selectbox[0].value == "vae"
    assert app.query_params["one"] == "vae"
    app = app.switch_page("app.py")
    app.query_params["one"] = "mine"
    assert app.run().selectbox[0].value == "mine"


def test_a_link_with_more_than_a_page_can_show_is_cut() -> None:
    assert read(open_app(some=["vae", "mine", "aavae"]))[1] == ["vae", "mine"]


def test_what_was_chosen_and_is_deleted_meanwhile_is_a_sentence_too() -> None:
    app = open_app(one="mine")
    app.session_state["deleted"] = ["mine"]
    app.run()
    assert read(app)[0] == "aavae"
    assert read_warnings(app) == ["There is no model 'mine' here, so this page shows AAVAE instead."]


def test_an_address_that_is_a_step_behind_takes_no_choice_back() -> None:
    app = open_app(one="vae")
    app.selectbox[0].select("mine")
    app.query_params["one"] = "vae"
    app.run()
    assert read(app)[0] == "mine"
    assert app.query_params["one"] == "mine"


def show_renewed() -> None:
    """A choice whose default depends on what the page is about; the script sees nothing of this module."""
    import streamlit as st

    from aavae.ui.controls.links import keep_choice, note_visit, open_choice, renew_default

    note_visit()
    about = st.selectbox("About", ["pets", "birds"], key="about")
    default = st.session_state.get("newest", {"pets": "a", "birds": "b"}[about])
    renew_default("one", about)
    open_choice("one", {name: name for name in "abc"}, default)
    keep_choice("one", st.selectbox("One", list("abc"), key="one"), default)


def test_a_choice_left_at_its_default_follows_what_the_page_is_about() -> None:
    app = AppTest.from_function(show_renewed).run()
    assert app.selectbox(key="one").value == "a"
    app.selectbox(key="about").select("birds").run()
    assert app.selectbox(key="one").value == "b"
    assert "one" not in app.query_params


def test_a_visitor_s_own_choice_does_not_follow() -> None:
    app = AppTest.from_function(show_renewed).run()
    app.selectbox(key="one").select("c").run()
    app.selectbox(key="about").select("birds").run()
    assert app.selectbox(key="one").value == "c"
    assert app.query_params["one"] == "c"


def test_what_is_looked_at_changes_with_the_next_visit_only() -> None:
    app = AppTest.from_function(show_renewed).run()
    app.session_state["newest"] = "c"
    assert app.run().selectbox(key="one").value == "a"
    app.session_state["links.page"] = "another page"
    app.query_params.clear()
    assert app.run().selectbox(key="one").value == "c"
