"""The glossary's page: one term at length, then all of them by theme, those that are searched for."""

from collections.abc import Sequence

import streamlit as st

from aavae.language import _, ngettext
from aavae.teaching.glossary import GLOSSARY, GROUPS
from aavae.teaching.places import PLACES, Place
from aavae.teaching.term import Source, Term
from aavae.ui.controls.links import keep_choice, open_choice
from aavae.ui.glossary.explain import explain
from aavae.ui.glossary.term_tips import TERM

_SEARCH = "search"


def render_glossary() -> None:
    """The open term, and the list."""
    _render_term(_choose_term())
    _render_list()


def _choose_term() -> str:
    titles = {name: _(term.title) for name, term in GLOSSARY.items()}
    first = next(iter(titles))
    open_choice(TERM, titles, first, "term")
    name = st.selectbox(
        _("Term"),
        sorted(titles, key=lambda name: titles[name].casefold()),
        format_func=titles.__getitem__,
        help=_("Type a few letters of it."),
        key=TERM,
    )
    keep_choice(TERM, name, first)
    return name


def _render_term(name: str) -> None:
    term = GLOSSARY[name]
    with st.container(border=True):
        st.header(_(term.title), anchor=False)
        st.markdown(f"**{_(term.sentence)}**")
        st.markdown(explain(_(term.text)))
        if term.see:
            links = ", ".join(f"[{_(GLOSSARY[other].title)}](term:{other})" for other in term.see)
            st.markdown(explain(_("See also: {terms}.").format(terms=links)))
        if term.places:
            st.caption(_("Where the app shows it"))
            with st.container(horizontal=True):
                for place in term.places:
                    _render_place(PLACES[place])
        if term.sources:
            sources = "; ".join(map(_cite, term.sources))
            st.caption(_("Source: {sources}.").format(sources=sources))


def _render_place(place: Place) -> None:
    path = "app.py" if place.page == "app" else f"pages/{place.page}.py"
    st.page_link(path, label=_(place.title), icon=":material/arrow_forward:", query_params=dict(place.query))


def _cite(source: Source) -> str:
    return f"[{source.title}]({source.url})" if source.url else source.title


def _render_list() -> None:
    st.header(_("All terms"), anchor=False)
    text = st.text_input(
        _("Search"),
        placeholder=_("all of them"),
        max_chars=60,
        key=_SEARCH,
        bind="query-params",
        help=_("Shows the terms in whose name or explanation these letters occur."),
    )
    found = find_terms(text)
    if not found:
        st.info(
            _("No term has these letters: try a shorter part of the word, or empty the field."),
            icon=":material/search_off:",
        )
    elif text.strip():
        st.caption(
            ngettext("{count} of {all} terms", "{count} of {all} terms", len(found)).format(
                count=len(found), all=len(GLOSSARY)
            )
        )
    for group, title in GROUPS.items():
        names = [name for name in found if GLOSSARY[name].group == group]
        if names:
            st.markdown(f"### {_(title)}")
            st.markdown(explain("\n".join(f"- {_describe(name, GLOSSARY[name])}" for name in names)))


def _describe(name: str, term: Term) -> str:
    return f"**[{_(term.title)}](term:{name})**: {_(term.sentence)}"


def find_terms(text: str) -> Sequence[str]:
    """Names of the terms in whose title, sentence or text some letters occur, those of titles first.

    Args:
        text: the letters, large or small; blank finds all terms.
    """
    wanted = text.strip().casefold()
    in_title = [name for name, term in GLOSSARY.items() if wanted in _(term.title).casefold()]
    elsewhere = [
        name
        for name, term in GLOSSARY.items()
        if name not in in_title and wanted in f"{_(term.sentence)} {_(term.text)}".casefold()
    ]
    return [*in_title, *elsewhere]
