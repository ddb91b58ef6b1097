"""Step 4: the wall of reconstructions."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from aavae.data.image_set import Dataset, to_uint8
from aavae.evaluation.subject import find_subject
from aavae.grids import make_sheet
from aavae.language import N_, _
from aavae.teaching.questions import WALL, WALLS
from aavae.ui.lesson.ask import ask_choice
from aavae.ui.lesson.guesses import is_shown
from aavae.ui.lesson.pictures import get_picture
from aavae.ui.lesson.step import LabLink, Step, tell
from aavae.ui.notices.skeleton import load
from aavae.ui.pictures.pictures import encode_png, to_data_uri

_SIDE = 6


class _Wall(NamedTuple):
    views: bytes
    painted: bytes
    ratio: float


@st.cache_data(max_entries=60, show_spinner=False)
def _paint(name: str, digest: str, image: np.ndarray, _dataset: Dataset) -> _Wall:
    """One model's wall of a picture, as PNGs; the digest is that of the model."""
    load("models")
    from aavae.evaluation.augmentation.wall import evaluate_wall

    wall = evaluate_wall(find_subject(name), _dataset, image, num_views=_SIDE**2)
    views, painted = (make_sheet(to_uint8(images), _SIDE) for images in (wall.views, wall.reconstructions))
    return _Wall(views, painted, wall.variance_ratio)


def _paint_all(dataset: Dataset) -> dict[str, _Wall]:
    picture = get_picture(dataset)
    return {
        letter: _paint(name, find_subject(name).compute_digest(), picture, dataset)
        for letter, name in WALLS.items()
    }


def _render_story(dataset: Dataset) -> None:
    tell(
        _(
            "Take one picture and distort it at random, {number} times over. The [encoder](term:encoder) of "
            "each model sees all {number}, and its [decoder](term:decoder) paints each: {number} paintings, "
            "a wall. One wall is an AE's, one a VAE's, one an AAVAE's. The AAVAE was trained to paint the "
            "original, the others to paint what they see."
        ).format(number=_SIDE**2)
    )


def render_walls(dataset: Dataset) -> None:
    """The picture, its distortions and the walls; with the models' names once they are known."""
    walls = _paint_all(dataset)
    seen = next(iter(walls.values())).views
    figures = [
        _make_figure(
            to_data_uri(seen), _("What the encoders see"), _("{number} distortions").format(number=_SIDE**2)
        )
    ]
    for letter, wall in walls.items():
        title = _("Wall {letter}").format(letter=letter)
        if is_shown(WALL):
            title = _("Wall {letter}: {model}").format(letter=letter, model=find_subject(WALLS[letter]).title)
        figures.append(
            _make_figure(
                to_data_uri(wall.painted), title, _("{number} paintings of it").format(number=_SIDE**2)
            )
        )
    caption = _("The picture")
    st.html(
        f'<div class="lesson-original"><img src="{encode_png(get_picture(dataset))}" alt="">'
        f"<span>{caption}</span></div>"
        f'<div class="lesson-walls">{"".join(figures)}</div>'
    )


def _render_question(dataset: Dataset) -> None:
    render_walls(dataset)
    ask_choice(WALL)


def _make_figure(address: str, title: str, alt: str) -> str:
    return f'<figure><figcaption>{title}</figcaption><img src="{address}" alt="{title}: {alt}"></figure>'


def _render_result(dataset: Dataset) -> None:
    ratios = {WALLS[letter]: wall.ratio for letter, wall in _paint_all(dataset).items()}
    tell(
        _(
            "The AAVAE's paintings are nearly one picture again and again. How different are the {number} "
            "paintings of a wall from each other? If the {number} distortions are 100 % different, the "
            "AAVAE's paintings are {aavae:.0f} %, the VAE's {vae:.0f} % and the AE's {ae:.0f} %."
        ).format(number=_SIDE**2, **{name: 100 * ratio for name, ratio in ratios.items()})
    )
    tell(
        _(
            "AE and VAE paint the distortion again; the AAVAE guesses at the original. Its paintings are "
            "blurred, because of all the originals that are possible it paints the average."
        )
    )


STEP = Step(
    name="wall",
    title=N_("The wall of paintings"),
    question=WALL,
    switches=("augment", "sample"),
    render_story=_render_story,
    render_question=_render_question,
    render_result=_render_result,
    labs=(
        LabLink(
            "pages/reconstruct.py",
            N_("Reconstruct: walls of any picture, by any model"),
            {"section": "wall", "models": ["ae", "vae", "aavae"]},
        ),
    ),
    clue=N_(
        "One picture was distorted at random, again and again, and three models painted what they saw: an "
        "[AE](term:autoencoder), a [VAE](term:vae) and an [AAVAE](term:aavae). The AAVAE was trained to "
        "paint the original, the others to paint what they see."
    ),
    render_pictures=render_walls,
)
