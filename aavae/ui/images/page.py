"""The images page: imports under way, then the sets that are here, or the way in for more."""

from aavae.jobs.queue import list_jobs
from aavae.language import N_, _
from aavae.ui.controls.controls import choose_one
from aavae.ui.images.add import render_add
from aavae.ui.images.removal import PLACE, render_question
from aavae.ui.images.running import SECTION, render_imports
from aavae.ui.images.sets import render_sets
from aavae.ui.images.uploads import remove_ended_uploads
from aavae.ui.notices.notices import render_notice

_SECTIONS = {"sets": N_("Sets that are here"), "add": N_("Add images")}


def render_page() -> None:
    """Everything on the page."""
    remove_ended_uploads(list_jobs())
    render_notice(PLACE)
    render_imports()
    section = choose_one(
        _("What to do"),
        {section: _(title) for section, title in _SECTIONS.items()},
        SECTION,
        show_label=False,
        help=_("Look at the image sets that are here, or bring pictures of your own."),
    )
    if section == "add":
        render_add()
    else:
        render_sets()
    render_question()
