"""The results page, from the tables of three studies."""

from functools import partial

import streamlit as st

from aavae.language import _
from aavae.sharing.notebooks.studies import recompute_studies
from aavae.studies.registry import find_study
from aavae.ui.report.record import note_recomputation
from aavae.ui.results.length import render_length
from aavae.ui.results.paper import render_recipe, render_scale
from aavae.ui.results.zoo import render_zoo
from aavae.ui.studies.open_model import render_open_model
from aavae.ui.studies.tables import find_table, render_downloads


def render_results() -> None:
    """The methods, the paper, more training, the recipe, the downloads; what has no table says so."""
    zoo = find_table("zoo")
    if zoo is not None:
        render_zoo(zoo)
        render_open_model(zoo, "results_model")
        st.header(_("What an hour of CPU means, against 3,200 epochs on GPUs"))
        render_scale(zoo)
    st.header(_(find_study("length").title))
    length = find_table("length")
    if length is not None:
        render_length(length)
    st.header(_(find_study("recipe").title))
    recipe = find_table("recipe")
    if recipe is not None:
        render_recipe(recipe)
        render_open_model(recipe, "recipe_model")
    tables = [table for table in (zoo, length, recipe) if table is not None]
    if tables:
        note_recomputation(partial(recompute_studies, {table.study: table.command for table in tables}))
        st.header(_("The numbers"))
    for table in tables:
        render_downloads(table)
