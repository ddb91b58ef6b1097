"""What sessions share in memory; results themselves are cached on disk, by `aavae.evaluation.cache`."""

from pathlib import Path

import streamlit as st

from aavae.data.disk import read_folds_digest
from aavae.data.image_set import Dataset
from aavae.data.store import describe_datasets
from aavae.data.store import load_dataset as load_from_disk
from aavae.errors import UserError
from aavae.language import _


@st.cache_resource(max_entries=2, show_spinner=False)
def _load_dataset(name: str, digest: str, folds_digest: str) -> Dataset:
    # The decorator's own words are the same for all readers.
    with st.spinner(_("Loading the images …")):
        return load_from_disk(name)


def load_dataset(name: str) -> Dataset:
    """An image set, shared by all sessions; loaded anew after an import that changed it, or its folds."""
    infos = {info.name: info for info in describe_datasets()}
    if name not in infos:
        raise UserError(
            _("The image set '{name}' is not here any more: choose another one.").format(name=name)
        )
    return _load_dataset(name, infos[name].digest, read_folds_digest(Path(infos[name].path)))
