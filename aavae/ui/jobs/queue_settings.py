"""Where jobs run: the saved settings of the queue, for every session."""

import streamlit as st

from aavae.config import QueueConfig
from aavae.errors import UserError
from aavae.jobs.settings import load_settings, save_settings
from aavae.language import _
from aavae.permissions import is_allowed
from aavae.ui.forms import fields
from aavae.ui.forms.cluster_form import CLUSTER_FIELDS, read_cluster, render_cluster
from aavae.ui.notices.notices import attempt, render_notice

_FORM, _CLUSTER = "queue", "queue.cluster"
_PLACE = "queue_settings"
_FIELDS = ("jobs_at_once",)


def render_queue_settings() -> None:
    """Widgets for the engine and how many trainings share the machine, and a button that saves them."""
    if not is_allowed("change settings"):
        return
    st.header(_("Where jobs run"))
    st.caption(
        _("For every training started from now on, in whichever browser; the Train page can differ for one.")
    )
    saved = load_settings()
    fields.follow(_FORM, saved, _FIELDS)
    fields.follow(_CLUSTER, saved.cluster, CLUSTER_FIELDS)
    with st.container(border=True):
        fields.render_grid(QueueConfig, _FORM, _FIELDS)
        render_cluster(_CLUSTER)
        problem, settings = None, saved
        try:
            values = fields.collect(_FORM, _FIELDS) | {"cluster": read_cluster(_CLUSTER)}
            settings = fields.read(QueueConfig, values)
        except UserError as error:
            problem = str(error)
            st.error(problem, icon=":material/error:")
        st.button(
            _("Save"),
            icon=":material/save:",
            key="save_queue",
            disabled=settings == saved,
            on_click=attempt,
            args=(_PLACE, lambda: _save(settings)),
            help=_("For all trainings that start from now on."),
        )
        render_notice(_PLACE)


def _save(settings: QueueConfig) -> str:
    save_settings(settings)
    return _("Saved for all trainings to come.")
