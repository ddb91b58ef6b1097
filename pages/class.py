"""Class: answer the lesson's questions together, each on a phone."""

import streamlit as st

from aavae.language import N_
from aavae.ui import frame

code = st.query_params.get("class")
if code is not None:
    with frame.bare_page(N_("Class")):
        from aavae.ui.classroom.student import render_student
        from aavae.ui.lesson.clues import render_clues

        render_student(code, render_clues)
else:
    with frame.page(
        N_("Class"),
        N_(
            "Guess together, then look: a class answers on its phones, and the projector shows what it "
            "guesses."
        ),
        outline=(N_("Join a class, or open one"),),
        needs="class",
    ):
        from aavae.ui.classroom.page import render_class
        from aavae.ui.lesson.clues import render_clues

        render_class(render_clues)
