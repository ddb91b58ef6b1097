"""Places for what there is of each model."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_IN_ONE_ROW = 3


def make_places(count: int) -> list[DeltaGenerator]:
    """Columns side by side, four of them in two rows, as the maps are.

    Args:
        count: of the models, at least 1.
    """
    if count <= _IN_ONE_ROW:
        return list(st.columns(count))
    return [place for _ in range(0, count, 2) for place in st.columns(2)][:count]
