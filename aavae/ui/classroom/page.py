"""The page for who joins a class, who opens one, and who shows one on a projector."""

import html
from functools import partial

import streamlit as st

from aavae.errors import UserError
from aavae.language import _
from aavae.permissions import find_refusal
from aavae.teaching.classroom import CODE_LENGTH, Standing
from aavae.teaching.questions import QUESTIONS
from aavae.ui.classroom.guesses import render_guesses
from aavae.ui.classroom.host import (
    CLASSES,
    NOTICES,
    Host,
    RenderClues,
    end_class,
    find_host,
    open_class,
    render_class_style,
    render_host_storage,
    reveal_answer,
    steer,
)
from aavae.ui.classroom.join_address import PATH, explain_no_address, find_join_address
from aavae.ui.classroom.qr_code import make_qr_code
from aavae.ui.component.in_place import render_in_place
from aavae.ui.controls.login import render_login
from aavae.ui.glossary.explain import leave_unexplained
from aavae.ui.notices.markup import escape
from aavae.ui.notices.notices import render_notice

_NAMES = tuple(QUESTIONS)


def render_class(render_clues: RenderClues) -> None:
    """The class that this tab steers, or the ways into one.

    Args:
        render_clues: draws what a question is guessed from.
    """
    render_class_style()
    host = find_host()
    if host is None:
        _render_ways_in()
    else:
        _render_steered(host, render_clues)
    render_host_storage()


def _render_ways_in() -> None:
    join, teach = st.columns(2, gap="large")
    with join:
        st.header(_("Join a class"))
        render_join()
    with teach:
        st.header(_("Open a class"))
        st.markdown(
            _(
                "For teachers, on the computer with the projector: students answer the lesson's {count} "
                "questions on their phones, and all see what the class guesses before they see the truth. No "
                "names, and nothing is kept once the class has ended. You may also show the lesson itself on "
                "the projector (page *Lesson*, in this tab): the phones follow it."
            ).format(count=len(QUESTIONS))
        )
        if find_join_address() is None:
            st.warning(explain_no_address(), icon=":material/wifi_off:")
        refusal = find_refusal("hold a class")
        st.button(
            _("Open a class"),
            type="primary",
            icon=":material/co_present:",
            on_click=open_class,
            args=(_NAMES[0],),
            disabled=refusal is not None,
        )
        if refusal is not None:
            st.caption(f":material/lock: {refusal}")
        render_login()
        render_notice(NOTICES)


def render_join() -> None:
    """The field for a code; a good one goes into the address, and the page runs again."""
    with st.form("join_class", border=False):
        code = st.text_input(
            _("Code of the class, {count} letters").format(count=CODE_LENGTH),
            max_chars=20,
            autocomplete="off",
        )
        joins = st.form_submit_button(_("Join"), type="primary", width="stretch")
    if joins:
        try:
            st.query_params[PATH] = CLASSES.find(code).code
        except UserError as error:
            st.error(str(error), icon=":material/error:")
        else:
            st.rerun()


def _render_steered(host: Host, render_clues: RenderClues) -> None:
    standing = host.classroom.look()
    left, right = st.columns([1, 2.6], gap="large")
    with left:
        _render_way_to_join(host.classroom.code)
        with st.popover(_("End the class"), type="tertiary", width="stretch", key="class_ending"):
            st.markdown(_("All answers are forgotten, and the code leads nowhere any more."))
            st.button(_("End it"), type="primary", key="class_end", on_click=end_class, args=(host,))
    with right:
        number = _NAMES.index(standing.question)
        with st.container(key="class_question"):
            st.caption(_("Question {number} of {count}").format(number=number + 1, count=len(_NAMES)))
            prompt = leave_unexplained(_(QUESTIONS[standing.question].prompt))
            st.header(escape(prompt), anchor=False)
            render_clues(standing.question, True)
        render_guesses(host.classroom.code, standing.stage)
        _render_buttons(host, standing)
        render_notice(NOTICES)


def _render_way_to_join(code: str) -> None:
    address = find_join_address()
    if address is None:
        st.warning(explain_no_address(), icon=":material/wifi_off:")
    if address is not None:
        link = f"{address}?{PATH}={code}"
        shown = html.escape(address.removeprefix("http://"))
        text = _("QR code of {link}").format(link=link)
        render_in_place(
            f'<div class="class-join">{make_qr_code(link, text)}<p>{shown}</p>'
            f'<p class="class-code">{html.escape(code)}</p></div>',
            key="class_join",
        )
    else:
        render_in_place(
            f'<div class="class-join"><p class="class-code">{html.escape(code)}</p></div>', key="class_join"
        )


def _render_buttons(host: Host, standing: Standing) -> None:
    number = _NAMES.index(standing.question)
    is_revealed = standing.truth is not None

    def go(step: int) -> None:
        steer(lambda: host.classroom.show(host.key, _NAMES[number + step]))

    with st.container(horizontal=True, key="class_steer"):
        st.button(
            _("Back"),
            icon=":material/arrow_back:",
            disabled=number == 0,
            key="class_back",
            on_click=go,
            args=(-1,),
        )
        st.button(
            _("Show the answer"),
            type="secondary" if is_revealed else "primary",
            disabled=is_revealed,
            key="class_reveal",
            on_click=lambda: steer(partial(reveal_answer, host, standing.question)),
        )
        st.button(
            _("Next question"),
            type="primary" if is_revealed else "secondary",
            icon=":material/arrow_forward:",
            disabled=number == len(_NAMES) - 1,
            key="class_next",
            on_click=go,
            args=(1,),
        )
