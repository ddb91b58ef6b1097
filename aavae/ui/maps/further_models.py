"""Models whose maps stand beside the first two; the untrained encoder is offered first."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject, find_subject, list_study_subjects, list_subjects
from aavae.evaluation.transfer import explain_misfit
from aavae.language import _, pgettext
from aavae.ui.controls.controls import render_transfer, rewind_as_chosen
from aavae.ui.controls.links import drop_choices, get_choice, keep_choice, open_choices
from aavae.ui.linked_maps.linked_maps import MAX_MAPS

_KEY = "more_maps"
_UNTRAINED = "untrained"


@contextmanager
def choose_further_models(chosen: Sequence[Subject], dataset: Dataset) -> Iterator[list[Subject]]:
    """As many models as still fit beside those that are chosen, at the same point of training.

    Whoever compares trained models should know what the network does without any training: the untrained
    encoder is one press away, and first in the list. What the block inside draws stands beside the control.

    Args:
        chosen: one or two models.
        dataset: whose images the maps show.
    """
    taken = {subject.now.name for subject in chosen}
    known = _list_known()
    offered = {
        name: subject
        for name, subject in known.items()
        if name not in taken and explain_misfit(subject, dataset) is None
    }
    # What stands on the page already, or is named there as left out, needs no sentence here.
    drop_choices(_KEY, known.keys() - offered.keys())
    room = MAX_MAPS - len(chosen)
    titles = {name: subject.title for name, subject in offered.items()}
    open_choices(_KEY, titles, [], "model", most=room)
    can_add = _UNTRAINED in offered and _UNTRAINED not in (now := st.session_state[_KEY]) and len(now) < room
    models, *button, rest = st.columns([3, 2, 5] if can_add else [5, 5], vertical_alignment="bottom")
    more = models.multiselect(
        _("More models"),
        list(offered),
        format_func=titles.__getitem__,
        placeholder=_("none"),
        max_selections=room,
        help=_("Up to {max_maps} maps in all, each linked with all others.").format(max_maps=MAX_MAPS),
        key=_KEY,
    )
    for place in button:
        place.button(
            pgettext("on a button", "Untrained encoder"),
            icon=":material/add:",
            help=_(
                "The honest comparison: the same network with random weights. What its map shows already, "
                "no training was needed for."
            ),
            on_click=_add_untrained,
            key="add_untrained",
        )
    keep_choice(_KEY, more, [])
    added = rewind_as_chosen([offered[name] for name in more])
    with rest:
        yield added
    render_transfer(added, dataset)


def _list_known() -> dict[str, Subject]:
    """The untrained encoder, all models, and those of studies that the link or the choice so far names."""
    named = set(get_choice(_KEY))
    studied = [subject for subject in list_study_subjects() if subject.name in named] if named else []
    subjects = [find_subject(_UNTRAINED), *list_subjects(), *studied]
    return {subject.name: subject for subject in subjects}


def _add_untrained() -> None:
    st.session_state[_KEY] = [*st.session_state.get(_KEY, []), _UNTRAINED]
