from streamlit.testing.v1 import AppTest

TEXT = "crop=0.1,0.2,0.5,0.5;hue=0.1"


def script() -> None:
    import streamlit as st

    from aavae.distortion import Distortion
    from aavae.ui.augmentation import distortion_state as state

    state.open_link()
    st.button("flip", on_click=state.edit, kwargs={"flip": True})
    st.button("blur", on_click=state.edit, kwargs={"blur": 1.5})
    st.button("reset", on_click=state.change, args=(Distortion(),))
    st.button("undo", on_click=state.undo)
    st.text(f"{state.get_distortion().to_text()}|{state.count_steps()}")


def start(link: str = "") -> AppTest:
    app = AppTest.from_function(script)
    if link:
        app.query_params["distortion"] = link
    return app.run()


def press(app: AppTest, label: str) -> str:
    next(button for button in app.button if button.label == label).click()
    app.run()
    assert not app.exception
    return app.text[0].value


def read_link(app: AppTest) -> str:
    value = app.query_params.get("distortion", "")
    return value if isinstance(value, str) else value[0]


def test_a_link_opens_its_distortion_and_follows_each_change() -> None:
    app = start(TEXT)
    assert app.text[0].value == f"{TEXT}|0"
    assert press(app, "flip") == "crop=0.1,0.2,0.5,0.5;flip;hue=0.1|1"
    assert read_link(app) == "crop=0.1,0.2,0.5,0.5;flip;hue=0.1"
    press(app, "reset")
    assert "distortion" not in app.query_params


def test_undo_goes_back_step_by_step_and_ends_at_the_first() -> None:
    app = start(TEXT)
    seen = [app.text[0].value.split("|")[0]]
    for label in ("flip", "blur", "reset"):
        seen.append(press(app, label).split("|")[0])
    for before in reversed(seen[:-1]):
        assert press(app, "undo").split("|")[0] == before
        assert read_link(app) == before
    assert press(app, "undo") == f"{TEXT}|0"


def test_what_changes_nothing_is_no_step() -> None:
    app = start()
    press(app, "flip")
    assert press(app, "flip") == "flip|1"


def test_the_steps_kept_are_bounded() -> None:
    app = start()
    last = ""
    for _ in range(30):
        press(app, "blur")
        last = press(app, "reset")
    assert last == "|50"


def test_a_hostile_link_is_a_sentence_and_no_distortion() -> None:
    for link in ("crop=1,1,1,1", "<script>", "x" * 5_000, "hue=nan"):
        app = start(link)
        assert not app.exception
        assert app.text[0].value == "|0"
        assert "left out" in app.warning[0].value
        assert "distortion" not in app.query_params
