"""What sessions share in memory; results themselves are cached on disk, by `aavae.evaluation.cache`."""

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.data.store import describe_datasets
from aavae.data.store import load_dataset as load_from_disk
from aavae.errors import UserError


@st.cache_resource(max_entries=2, show_spinner="Loading the images …")
def _load_dataset(name: str, digest: str) -> Dataset:
    return load_from_disk(name)


def load_dataset(name: str) -> Dataset:
    """An image set, shared by all sessions; loaded anew after an import."""
    digests = {info.name: info.digest for info in describe_datasets()}
    if name not in digests:
        raise UserError(f"The image set '{name}' is not here any more: choose another one.")
    return _load_dataset(name, digests[name])
