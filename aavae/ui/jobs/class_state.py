"""What a server for a class says on the jobs page: how full it is, whose a job is, what a quota leaves."""

import psutil
import streamlit as st

from aavae.formatting import format_bytes, format_count
from aavae.jobs.quota import count_own_bytes, list_own_runs
from aavae.language import _, ngettext, pgettext
from aavae.permissions import get_owner, get_quota, serves_visitors
from aavae.ui.controls.login import render_login
from aavae.ui.server.admission import TABS

_SHOWN_LETTERS = 4


def render_class_state() -> None:
    """How full the server is, and what the visitor's quota leaves; nothing where there are no visitors."""
    if not serves_visitors():
        return
    tabs = ngettext("{count} tab is open", "{count} tabs are open", TABS.count)
    memory = _("the server takes {used} of memory, {free} are free").format(
        used=format_bytes(psutil.Process().memory_info().rss),
        free=format_bytes(psutil.virtual_memory().available),
    )
    st.header(_("This server"))
    st.caption(f":material/groups: {tabs.format(count=format_count(TABS.count))} · {memory}")
    quota = get_quota()
    if quota is None:
        st.caption(_(":material/key: This browser is the administrator's: it may do everything."))
        render_login()
        return
    st.caption(
        ":material/person: "
        + _(
            "You are visitor {name}. Of yours are here: {runs} of {most_runs} runs, {used} of {limit}. A "
            "training saves and stops after {minutes} min."
        ).format(
            name=_shorten(get_owner()) or "–",
            runs=format_count(len(list_own_runs())),
            most_runs=format_count(quota.runs),
            used=format_bytes(count_own_bytes()),
            limit=format_bytes(quota.megabytes * 10**6),
            minutes=format_count(quota.minutes),
        )
    )
    render_login()


def describe_owner(owner: str) -> str:
    """Whose a job is; empty where there are no visitors."""
    if not serves_visitors():
        return ""
    if not owner:
        return _("the administrator's")
    return (
        pgettext("whose job", "yours")
        if owner == get_owner()
        else _("of visitor {name}").format(name=_shorten(owner))
    )


def _shorten(owner: str) -> str:
    return owner[:_SHOWN_LETTERS]
