"""Choosing whom to watch: runs of one's own and shipped ones, and the race of two methods."""

from typing import cast

import streamlit as st

from aavae.config import RunConfig
from aavae.data import bundled, cifar10
from aavae.data.store import DatasetInfo, describe_datasets
from aavae.data.title import make_title
from aavae.errors import UserError
from aavae.jobs.queue import list_jobs
from aavae.jobs.training import start_race, stop_training
from aavae.kept_text import show_text
from aavae.language import _
from aavae.methods import METHODS, MethodName
from aavae.permissions import find_refusal
from aavae.presets import count_epochs_to_see, place_on
from aavae.runs.registry import Run, choose_name, list_damaged_runs, list_runs
from aavae.ui.controls.controls import smooth_large_pictures
from aavae.ui.controls.links import keep_choice, open_choice, open_choices
from aavae.ui.notices.markup import escape
from aavae.ui.notices.next_step import NextStepError

_MAX_RUNS = 4
_RACERS: tuple[MethodName, ...] = ("vae", "aavae")
_RACE_IMAGES = 30 * 9_984
"""30 epochs of the bundled sample, long enough for the two to part: 198 s on two Zen 4 cores."""


def describe_run(run: Run) -> str:
    """What tells a run from all others: a shipped one has a title, one of one's own its name."""
    if run.whose == "shipped":
        return _("{run} (shipped)").format(run=run.title)
    if run.whose == "imported":
        return _("{run} (imported)").format(run=run.name)
    if run.whose == "received":
        return _("{run} (received)").format(run=run.name)
    return run.name


def choose_runs() -> list[str]:
    """Up to four runs to watch side by side: at first those in training, else the newest."""
    runs = {run.name: run for run in list_runs()}
    for damaged in list_damaged_runs():
        message = _("The run '{name}' is left out: {reason}. The Jobs page can delete it.").format(
            name=damaged.name, reason=damaged.reason
        )
        st.warning(message, icon=":material/warning:")
    if not runs:
        raise NextStepError(_("There is no run yet: start one on the Train page."), "train", "race")
    titles = {name: describe_run(run) for name, run in runs.items()}
    first = _choose_first(list(runs.values()))
    open_choices("runs", titles, first, "run", _MAX_RUNS)
    names = st.multiselect(
        _("Runs"),
        list(runs),
        format_func=titles.__getitem__,
        max_selections=_MAX_RUNS,
        key="runs",
        help=_("Up to four runs, a line each."),
    )
    keep_choice("runs", names, first)
    if not names:
        raise UserError(_("Choose at least one run."))
    _render_images([runs[name] for name in names])
    return names


def _render_images(runs: list[Run]) -> None:
    """Which images the runs are measured on: accuracies on other images do not compare."""
    smooth_large_pictures(min(run.config.model.image_size for run in runs))
    by_set: dict[str, list[str]] = {}
    for run in runs:
        by_set.setdefault(run.config.data, []).append(escape(describe_run(run)))
    titles = {info.name: show_text(info.title) for info in describe_datasets()}
    titles.setdefault(cifar10.NAME, show_text(make_title(cifar10.NAME, cifar10.NUM_TRAIN)))
    if len(by_set) == 1:
        (name,) = by_set
        st.caption(_(":material/photo_library: Images: {sets}.").format(sets=titles.get(name, name)))
        return
    parts = (f"{', '.join(members)}: {titles.get(name, name)}" for name, members in by_set.items())
    st.caption(
        _(":material/photo_library: Images: {sets}. Numbers on different images do not compare.").format(
            sets="; ".join(parts)
        )
    )


def _choose_first(runs: list[Run]) -> list[str]:
    own = [run for run in runs if not run.shipped]
    active = [run.name for run in own if run.status.is_active]
    if active or own:
        return active[:_MAX_RUNS] or [own[0].name]
    return [run.name for run in runs if run.config.method in _RACERS] or [runs[0].name]


def find_race() -> list[Run]:
    """The runs of the race that was started last, those that are still there."""
    groups = [job.spec.group for job in list_jobs() if job.spec.group]
    if not groups:
        return []
    names = [job.spec.run for job in list_jobs() if job.spec.group == groups[-1]]
    runs = {run.name: run for run in list_runs()}
    return [runs[name] for name in names if name in runs]


def render_race_controls() -> list[str]:
    """Start or stop a race; returns whom to watch: the last race, or the shipped models' training."""
    race = find_race()
    if any(run.status.is_active for run in race):
        refusal = find_refusal("stop a job", race[0].owner)
        if st.button(
            _("Stop the race"),
            icon=":material/stop:",
            disabled=refusal is not None,
            help=refusal or _("All of them save first, and can be resumed on the Jobs page."),
        ):
            for run in race:
                stop_training(run)
            st.toast(_("They save and stop at their next batch."))
    else:
        _render_start()
    if race:
        return [run.name for run in race]
    shipped = [run for run in list_runs() if run.shipped and run.config.method in _RACERS]
    if not shipped:
        raise UserError(_("There has been no race yet: start one above."))
    st.caption(
        _(
            "There has been no race here yet: these are the shipped models, an hour of two fast Zen 4 cores "
            "each."
        )
    )
    _render_images(shipped)
    return [run.name for run in shipped]


def _render_start() -> None:
    info = _choose_race_images()
    left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
    methods = cast(
        "list[MethodName]",
        left.multiselect(
            _("Racers"),
            list(METHODS),
            default=list(_RACERS),
            format_func=lambda name: _(METHODS[name].title),
            max_selections=3,
            key="racers",
            help=_("Two or three methods; all start from the same seed."),
        ),
    )
    usual = max(2, count_epochs_to_see(_RACE_IMAGES, info))
    epochs = middle.slider(
        _("Epochs of the bundled sample")
        if info.name == bundled.NAME
        else _("Epochs of the images of '{name}'").format(name=info.name),
        2,
        2 * usual,
        usual,
        key=f"race_epochs_{info.name}",
        help=_("How many times each method sees all training images."),
    )
    pressed = right.button(
        _("Start the race"),
        type="primary",
        icon=":material/flag:",
        disabled=len(methods) < 2,
        width="stretch",
        help=_("All of them train side by side in the background."),
    )
    if pressed:
        configs = [place_on(RunConfig(method=method, num_epochs=epochs), info) for method in methods]
        start_race(configs, [choose_name(config, "race-") for config in configs])
        st.rerun()


def _choose_race_images() -> DatasetInfo:
    """The image set of the next race; where there is but the bundled sample, no control."""
    infos = {info.name: info for info in describe_datasets()}
    first = name = next(iter(infos))
    if len(infos) > 1:
        open_choice(
            "race_data", {name: show_text(info.title) for name, info in infos.items()}, first, "image set"
        )
        name = st.selectbox(
            _("Images"),
            list(infos),
            format_func=lambda name: show_text(infos[name].title),
            key="race_data",
            width=400,
            help=_("What the racers learn from."),
        )
        keep_choice("race_data", name, first)
    return infos[name]
