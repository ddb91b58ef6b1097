"""The sections of the augmentation lab: one at a time, so that only its numbers are computed."""

from collections.abc import Callable, Sequence

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.language import N_, _
from aavae.ui.augmentation.many_images import render_many_images
from aavae.ui.augmentation.one_image import render_one_image
from aavae.ui.augmentation.profile import render_profile
from aavae.ui.augmentation.strength import render_strength
from aavae.ui.augmentation.wall import render_wall
from aavae.ui.controls.controls import choose_one
from aavae.ui.report.record import note_no_notebook

_Render = Callable[[Sequence[Subject], Dataset], None]
_SECTIONS: dict[str, tuple[str, _Render]] = {
    "image": (N_("One image"), render_one_image),
    "strength": (N_("Strength"), render_strength),
    "wall": (N_("Wall"), render_wall),
    "profile": (N_("Invariance profile"), render_profile),
    "images": (N_("Many images"), render_many_images),
}


def choose_section() -> str:
    """The section that is open."""
    titles = {name: _(title) for name, (title, __) in _SECTIONS.items()}
    return choose_one(
        _("What to look at"),
        titles,
        "section",
        help=_(
            "One image distorted by hand, one augmentation from none to full, 64 views of one image, each "
            "augmentation alone over many images, or several images at once."
        ),
    )


def render_section(section: str, subjects: Sequence[Subject], dataset: Dataset) -> None:
    """Draw one section.

    Args:
        section: from `choose_section`.
        subjects: the models that the visitor chose.
        dataset: whose images.
    """
    note_no_notebook(_("The sections Wall and Invariance profile have a notebook: here pictures are all."))
    _SECTIONS[section][1](subjects, dataset)
