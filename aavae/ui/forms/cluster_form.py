"""Widgets for the engine of background jobs, and what it asks Slurm for."""

import shutil

import streamlit as st

from aavae.config import ClusterConfig
from aavae.language import _
from aavae.ui.forms import fields

CLUSTER_FIELDS = tuple(fields.list_paths(ClusterConfig))


def render_cluster(form: str) -> None:
    """Draw the widgets; says at once when Slurm is chosen where there is none.

    Args:
        form: the widgets' common prefix; `fields.follow` has filled it.
    """
    fields.render_grid(ClusterConfig, form, ["cluster"])
    if st.session_state[fields.key_of(form, "cluster")] != "slurm":
        return
    if shutil.which("sbatch") is None:
        st.warning(
            _(
                "There is no `sbatch` on this machine's PATH, so no job can be handed to Slurm: run the app "
                "on a login node of the cluster, or choose this machine."
            ),
            icon=":material/warning:",
        )
    fields.render_grid(ClusterConfig, form, [path for path in CLUSTER_FIELDS if path != "cluster"])


def read_cluster(form: str) -> ClusterConfig:
    """What the widgets hold.

    Raises:
        UserError: a setting is wrong.
    """
    return fields.read(ClusterConfig, fields.collect(form, CLUSTER_FIELDS))
