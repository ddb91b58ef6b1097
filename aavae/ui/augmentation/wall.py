"""Many views of one image, and what each decoder makes of them: one picture many times, or many pictures."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.figures.theme import GREY, get_colour
from aavae.language import _
from aavae.sharing.notebooks.augmentation import recompute_wall
from aavae.ui.augmentation.decoders import explain_missing, require_decoders
from aavae.ui.augmentation.picture import choose_lab_picture
from aavae.ui.augmentation.poster import PosterPanel, draw_poster
from aavae.ui.augmentation.wall_variance import render_wall_variance
from aavae.ui.controls.controls import choose_augmentations
from aavae.ui.frame import guard
from aavae.ui.glossary.explain import explain
from aavae.ui.notices.markup import escape
from aavae.ui.notices.skeleton import working
from aavae.ui.pictures.picture_walls import PictureWall, choose_across, render_lens_walls
from aavae.ui.report.record import note_no_notebook, note_recomputation

_SIDE = 8
_SEED = "wall_seed"
_MAX_SEED = 10_000


@st.fragment
def render_wall(subjects: Sequence[Subject], dataset: Dataset) -> None:
    """The walls of one image, and their variances."""
    with guard("Wall"):
        left, right = st.columns(2, gap="large")
        with left:
            picture = choose_lab_picture(dataset)
        with right:
            config = choose_augmentations()
            seed = _choose_seed()
        able = require_decoders(subjects)
        if picture.id is None:
            note_no_notebook(_("There is no notebook of your own picture: it is kept nowhere."))
        else:
            note_recomputation(
                partial(
                    recompute_wall,
                    able,
                    dataset,
                    picture.id,
                    seed=seed,
                    num_views=_SIDE**2,
                    config=config,
                )
            )
        with working(_("Painting each view")):
            from aavae.evaluation.augmentation.wall import evaluate_wall

            found = {
                subject: evaluate_wall(
                    subject, dataset, picture.image, seed=seed, num_views=_SIDE**2, config=config
                )
                for subject in able
            }
        views = next(iter(found.values())).views
        note = _("{num_views} random views of one image, the same for every model.").format(
            num_views=_SIDE**2
        )
        walls = [PictureWall(_("What the encoders see"), note, views, views.mean(0), GREY)]
        walls += [
            PictureWall(
                subject.title,
                describe_ratio(wall.variance_ratio),
                wall.reconstructions,
                wall.mean,
                get_colour(subject.method),
            )
            for subject, wall in found.items()
        ]
        _render_finding({subject.title: wall.variance_ratio for subject, wall in found.items()})
        render_lens_walls(walls, picture.image, _("view {number}"), _SIDE, "wall")
        _render_download(walls)
        explain_missing(subjects)
        render_wall_variance(able, dataset)


def _choose_seed() -> int:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seed = st.number_input(
            _("Draw number"),
            0,
            _MAX_SEED,
            0,
            key=_SEED,
            bind="query-params",
            help=_("The same number draws the same views."),
        )
        st.button(
            _("Draw again"),
            icon=":material/casino:",
            on_click=_draw_again,
            key="wall_dice",
            help=_("The views of the next draw number."),
        )
    return seed


def _draw_again() -> None:
    st.session_state[_SEED] = (st.session_state[_SEED] + 1) % (_MAX_SEED + 1)


def describe_ratio(ratio: float) -> str:
    """A wall's variance relative to its views', as a sentence; NaN: the views do not differ."""
    if np.isnan(ratio):
        return _("The views are all the same, and so are its pictures.")
    return _("Its pictures vary {percent:.1f}% as much as the views.").format(percent=100 * ratio)


def _render_finding(ratios: dict[str, float]) -> None:
    known = {title: ratio for title, ratio in ratios.items() if not np.isnan(ratio)}
    if len(known) < 2:
        return
    least, most = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
    st.markdown(
        explain(
            _(
                "Point at a tile, or reach it with the arrow keys: the same [view](term:view) stands out "
                "in every [wall](term:wall). **{least}** comes nearest to painting one picture {num_views} "
                "times ({percent_of_least:.1f}% of the views' variance), **{most}** is furthest from it "
                "({percent_of_most:.1f}%)."
            ).format(
                least=escape(least),
                num_views=_SIDE**2,
                percent_of_least=100 * known[least],
                most=escape(most),
                percent_of_most=100 * known[most],
            )
        )
    )


def _render_download(walls: Sequence[PictureWall]) -> None:
    st.download_button(
        _("PNG of the walls"),
        lambda: draw_poster(
            [PosterPanel(wall.title, wall.note, wall.images) for wall in walls],
            _SIDE,
            choose_across(len(walls)),
        ),
        file_name="wall.png",
        mime="image/png",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
        key="wall_png",
        help=_("Saves all walls as one picture."),
    )
