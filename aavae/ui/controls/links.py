"""Choices that the page's address holds by name, and that follow the visitor from page to page.

A widget that Streamlit itself binds to the address puts its labels there, which change with the language of a
page, and drops an unknown value without a word. Here the address holds names; labels are still understood,
since older links have them; and what a link names and is not there any more is said in a sentence.

A caller fills the widget's key with `open_choice` before it draws the widget, without a default of its own,
and hands the choice to `keep_choice` afterwards.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, TypeVar, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from aavae.language import _, ngettext
from aavae.ui.notices.markup import escape
from aavae.ui.report.record import note_titles

T = TypeVar("T", bound=str | int)
Kind = Literal["", "model", "run", "image set", "term"]
"""What the options of a choice are; nothing is said of those of no kind."""

_PAGE, _VISIT = "links.page", "links.visit"
_MOST_CHARACTERS = 80
"""Of what a link says, in a sentence about it."""


def note_visit() -> None:
    """Tell the start of a visit of a page, where the address decides, from the page's further runs.

    Later it is a step behind: of two quick choices, the second run still has the address of before the first.
    """
    context = get_script_run_ctx()
    page = context.page_script_hash if context is not None else ""
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        st.session_state[_VISIT] = _get_visit() + 1


def _get_visit() -> int:
    return st.session_state.get(_VISIT, 0)


def get_choice(key: str) -> list[str]:
    """What the link names for a key, and what was chosen so far; it need not exist any more."""
    chosen = st.session_state.get(key, st.session_state.get(f"{key}.choice", []))
    return [*st.query_params.get_all(key), *map(str, chosen if isinstance(chosen, list) else [chosen])]


def open_choice(key: str, titles: Mapping[T, str], default: T, what: Kind = "") -> None:
    """Give a widget for one of several options its value: the link's, the one before, or the default.

    Args:
        key: of the widget, and of its part of the address.
        titles: what each option reads as.
        default: one of them.
        what: an option is, for the sentence about one that is gone; empty says nothing.
    """
    is_first = _is_first_run(key)
    note_titles(key, titles)
    _fill(key, _decide(key, titles, [default], what)[0], is_first)


def open_choices(
    key: str, titles: Mapping[T, str], default: Sequence[T], what: Kind = "", most: int | None = None
) -> None:
    """`open_choice` for a widget with any number of options, or at most so many."""
    is_first = _is_first_run(key)
    note_titles(key, titles)
    _fill(key, _decide(key, titles, list(default), what)[:most], is_first)


def keep_choice(key: str, chosen: T | Sequence[T], default: T | Sequence[T]) -> None:
    """Keep what was chosen for the next page, and put it into the address unless it is the default."""
    names = _list(chosen)
    if names == _list(default):
        st.session_state[f"{key}.untouched"] = True
    elif names != st.session_state.get(f"{key}.choice"):
        # Not so where only the default has changed meanwhile.
        st.session_state[f"{key}.untouched"] = False
    st.session_state[f"{key}.choice"] = names
    wanted = [] if names == _list(default) else [str(name) for name in names]
    # Each change of the address is a message to the browser.
    if st.query_params.get_all(key) == wanted:
        return
    if wanted:
        st.query_params[key] = wanted
    else:
        st.query_params.pop(key, None)


def renew_default(key: str, about: str) -> None:
    """Forget a choice that was left at its default, where another one may have taken the default's place.

    That is at the start of a visit, and where the page is about something else than before: what a visitor
    looks at never changes on its own. Called before the choice is opened.

    Args:
        key: of the choice.
        about: what the default depends on, such as the name of the image set.
    """
    was_about = st.session_state.get(f"{key}.about", about)
    st.session_state[f"{key}.about"] = about
    if was_about == about and not _is_first_run(key):
        return
    kept = st.session_state.get(f"{key}.choice")
    if st.session_state.get(f"{key}.untouched") and _list(st.session_state.get(key, kept)) == kept:
        forget_choice(key)


def forget_choice(key: str) -> None:
    """Go back to the default, without a word: the visitor knows."""
    for name in (key, f"{key}.choice"):
        st.session_state.pop(name, None)


def drop_choices(key: str, names: Collection[str]) -> None:
    """Take some options out of the choice and of the link, without a word: the page says why."""
    for name in (key, f"{key}.choice"):
        chosen = st.session_state.get(name)
        if isinstance(chosen, list):
            kept = [option for option in chosen if option not in names]
            if len(kept) < len(chosen):
                st.session_state.pop(name)
                if kept:
                    st.session_state[name] = kept
        elif chosen in names:
            st.session_state.pop(name)
    asked = st.query_params.get_all(key)
    kept = [option for option in asked if option not in names]
    if len(kept) < len(asked):
        st.query_params[key] = kept
        if not kept:
            st.query_params.pop(key)


def _list(chosen: T | Sequence[T]) -> list[T]:
    if isinstance(chosen, Sequence) and not isinstance(chosen, str):
        return list(chosen)
    return [cast(T, chosen)]


def _is_first_run(key: str) -> bool:
    return st.session_state.get(f"{key}.visit") != _get_visit()


def _fill(key: str, value: object, is_first: bool) -> None:
    # Another page's widget of this key leaves a value that the new one takes only if it is set again; later
    # a value that is set anew would undo what the visitor does meanwhile.
    if is_first or key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _decide(key: str, titles: Mapping[T, str], default: list[T], what: Kind) -> list[T]:
    """What is chosen; where something of it is gone, a sentence about that is drawn."""
    asked = _read_link(key)
    before = st.session_state.get(key, st.session_state.get(f"{key}.choice", default))
    wanted = asked if asked is not None else _list(before if before is not None else default)
    options = {title: option for option, title in titles.items()}
    options |= {str(option): option for option in titles}
    found = {text: options[str(text)] for text in wanted if str(text) in options}
    gone = [str(text) for text in wanted if text not in found]
    chosen = list(dict.fromkeys(found.values()))
    if gone and not chosen:
        chosen = default
    if gone:
        st.session_state[f"{key}.gone"] = (_get_visit(), gone, chosen, bool(found))
    if what:
        _say_what_is_gone(key, titles, chosen, what)
    return chosen


def _read_link(key: str) -> list[str] | None:
    """What the address says, once a visit; None if it says nothing."""
    if not _is_first_run(key):
        return None
    st.session_state[f"{key}.visit"] = _get_visit()
    return st.query_params.get_all(key) or None


def _say_what_is_gone(key: str, titles: Mapping[T, str], chosen: list[T], what: Kind) -> None:
    # The sentence stays until the visitor chooses or leaves: a page runs again for many reasons.
    visit, gone, shown, is_partial = st.session_state.get(f"{key}.gone", (-1, [], [], False))
    if visit != _get_visit() or shown != chosen:
        return
    sentence = (_say_left_out if is_partial else _say_instead)(len(gone))[what]
    names = ", ".join(_("'{name}'").format(name=escape(name[:_MOST_CHARACTERS])) for name in gone)
    instead = ", ".join(escape(titles[option]) for option in chosen) or _("nothing")
    st.warning(sentence.format(names=names, instead=instead), icon=":material/link_off:")


def _say_left_out(number: int) -> dict[Kind, str]:
    """A sentence about so many options that are gone, where others of the choice are there."""
    return {
        "model": ngettext(
            "There is no model {names} here, so it is left out.",
            "There are no models {names} here, so they are left out.",
            number,
        ),
        "run": ngettext(
            "There is no run {names} here, so it is left out.",
            "There are no runs {names} here, so they are left out.",
            number,
        ),
        "image set": ngettext(
            "There is no image set {names} here, so it is left out.",
            "There are no image sets {names} here, so they are left out.",
            number,
        ),
        "term": ngettext(
            "There is no term {names} here, so it is left out.",
            "There are no terms {names} here, so they are left out.",
            number,
        ),
    }


def _say_instead(number: int) -> dict[Kind, str]:
    """A sentence about so many options that are gone, where nothing else was asked for."""
    return {
        "model": ngettext(
            "There is no model {names} here, so this page shows {instead} instead.",
            "There are no models {names} here, so this page shows {instead} instead.",
            number,
        ),
        "run": ngettext(
            "There is no run {names} here, so this page shows {instead} instead.",
            "There are no runs {names} here, so this page shows {instead} instead.",
            number,
        ),
        "image set": ngettext(
            "There is no image set {names} here, so this page shows {instead} instead.",
            "There are no image sets {names} here, so this page shows {instead} instead.",
            number,
        ),
        "term": ngettext(
            "There is no term {names} here, so this page shows {instead} instead.",
            "There are no terms {names} here, so this page shows {instead} instead.",
            number,
        ),
    }
