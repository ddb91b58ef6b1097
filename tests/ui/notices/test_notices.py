from streamlit.testing.v1 import AppTest

from tests.patience import PATIENCE


def test_an_action_says_what_became_of_it_for_a_while() -> None:
    def script() -> None:
        import streamlit as st

        from aavae.errors import UserError
        from aavae.ui.notices.notices import attempt, render_notice

        def fail() -> str:
            raise UserError("The disk is full.")

        def vanish() -> str:
            raise FileNotFoundError(2, "No such file or directory")

        render_notice("here")
        render_notice("elsewhere")
        st.button("do", on_click=attempt, args=("here", lambda: "It is done."))
        st.button("fail", on_click=attempt, args=("here", fail))
        st.button("vanish", on_click=attempt, args=("here", vanish))

    app = AppTest.from_function(script, default_timeout=PATIENCE).run()
    assert not app.success and not app.error
    app.button[0].click().run()
    assert [element.value for element in app.success] == ["It is done."]
    app.button[1].click().run()
    assert not app.success
    assert [element.value for element in app.error] == ["The disk is full."]
    app.button[2].click().run()
    assert [element.value[:44] for element in app.error] == ["That could not be done (No such file or dire"]
    notice = app.session_state["notice.here"]
    app.session_state["notice.here"] = notice._replace(time=notice.time - 60)
    app.run()
    assert not app.error and not app.exception
