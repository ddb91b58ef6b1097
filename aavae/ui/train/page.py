"""The train page: presets, the settings, what the run would take, and its start."""

import streamlit as st

from aavae.config import ClusterConfig
from aavae.data.store import describe_datasets, list_datasets
from aavae.data.trainable import check_trainable
from aavae.errors import UserError
from aavae.estimate.estimate import describe_time
from aavae.estimate.kept import find_usual
from aavae.jobs.queue import list_jobs
from aavae.jobs.training import start_training
from aavae.jobs.worker import count_ahead_of_new, count_slots
from aavae.language import _
from aavae.presets import Preset, apply_preset, list_presets
from aavae.runs.registry import Run, check_name, choose_name, list_runs, list_study_runs
from aavae.ui.notices.notices import render_notice, say
from aavae.ui.train.estimate import render_estimate
from aavae.ui.train.settings_form import (
    Settings,
    choose_images,
    fill_settings,
    find_gone_images,
    get_asked,
    get_images,
    render_settings,
)

FROM = "from"
"""The query parameter that names the run whose settings fill the form."""
DATA = "data"
"""The query parameter that names the images to train on."""

_PLACE = "train"
_TICKET = "start_ticket"


def render_form() -> None:
    """Everything on the page; Start leads to the live view."""
    _take_settings_of_a_run()
    _take_images()
    is_gone = _leave_gone_images()
    render_notice(_PLACE)
    _render_presets()
    settings, problem = _render_settings()
    if settings is not None:
        problem = render_estimate(settings)
    _render_start(settings, problem, is_gone)


def _take_settings_of_a_run() -> None:
    name = st.query_params.pop(FROM, None)
    if name is None:
        return
    run = next((run for run in (*list_runs(), *list_study_runs()) if run.name == name), None)
    if run is None:
        say(
            _PLACE,
            _("There is no run '{name}' any more, so the form is as it was.").format(name=name),
            failed=True,
        )
        return
    fill_settings(run.config)
    if run.config.data in list_datasets():
        say(
            _PLACE,
            _("These are the settings of '{title}': change what you like, then start.").format(
                title=run.title
            ),
        )
    else:
        text = _("The images '{data}' are not here: the form has the other settings of '{title}'.").format(
            data=run.config.data, title=run.title
        )
        say(_PLACE, text, failed=True)


def _take_images() -> None:
    name = st.query_params.pop(DATA, None)
    if name is None:
        return
    if name in list_datasets():
        choose_images(name)
    else:
        say(
            _PLACE,
            _("There are no images '{name}' here any more, so the form is as it was.").format(name=name),
            failed=True,
        )


def _leave_gone_images() -> bool:
    """Take other images where the form's were removed since, and say so; returns whether they were."""
    name = find_gone_images()
    if name is None:
        return False
    other = describe_datasets()[0]
    choose_images(other.name)
    text = _(
        "The images '{name}' are not here any more: nothing was started, and the form has {title}."
    ).format(name=name, title=other.title)
    say(_PLACE, text, failed=True)
    return True


def _render_presets() -> None:
    infos = describe_datasets()
    presets = list_presets(infos, get_images(infos))
    st.caption(_("Start from a preset, or from what the form has now."))
    for column, preset in zip(st.columns(len(presets)), presets, strict=True):
        with column:
            st.button(
                preset.title,
                key=f"preset.{preset.name}",
                on_click=_fill,
                args=(preset,),
                disabled=not preset.is_available,
                help=_("Fills the form below; nothing starts yet."),
                width="stretch",
                wrap=True,
            )
            st.caption(f"{preset.description} {_describe_time(preset)}".rstrip())


def _describe_time(preset: Preset) -> str:
    """How long it takes, where it can be started; empty elsewhere."""
    if not preset.is_available:
        return ""
    estimate = find_usual(preset.config)
    if estimate is None:
        return _("Choose it to see how long this machine takes.")
    less = _(", less on a free one") if estimate.is_beside_work else ""
    return _("On this machine {describe_time}{less}.").format(
        describe_time=describe_time(estimate), less=less
    )


def _fill(preset: Preset) -> None:
    fill_settings(apply_preset(preset, get_asked()))


def _render_settings() -> tuple[Settings | None, str | None]:
    try:
        return render_settings(), None
    except UserError as error:
        return None, str(error)


def _render_start(settings: Settings | None, problem: str | None, is_gone: bool) -> None:
    # A ticket is good for one run: of two presses of a button, the second finds the button gone.
    ticket = st.session_state.setdefault(_TICKET, 0)
    wide, _side = st.columns([2, 1])
    name = wide.text_input(
        _("Name of the run"),
        placeholder="empty: " + (choose_name(settings.config) if settings else _("a free one")),
        max_chars=64,
        key=f"name.{ticket}",
        persist_state="session",
        help=_("Letters, digits, dots, - and _; pages, links and commands call the run so."),
    ).strip()
    problem = problem or _find_fault(name, settings)
    if problem is not None:
        st.error(problem, icon=":material/error:")
    elif settings is not None:
        st.caption(f":material/info: {_describe_turn(settings.cluster)}")
    pressed = st.button(
        _("Start"),
        type="primary",
        icon=":material/play_arrow:",
        key=f"start.{ticket}",
        disabled=settings is None or problem is not None,
        help=_("The run trains in the background, and the page Watch follows it."),
    )
    # Who pressed saw other images than the form has now.
    if not pressed or is_gone or settings is None or problem is not None:
        return
    with st.spinner(_("Starting …")):
        run = _start(name, settings)
    st.session_state[_TICKET] = ticket + 1
    st.switch_page("pages/watch.py", query_params={"runs": run.name})


def _find_fault(name: str, settings: Settings | None) -> str | None:
    """Why a run of this name and these settings cannot be started, or None."""
    try:
        if name:
            check_name(name)
        if settings is not None:
            check_trainable(settings.config)
    except UserError as error:
        return str(error)
    return None


def _describe_turn(cluster: ClusterConfig) -> str:
    if cluster.cluster == "slurm":
        return _("The run goes into Slurm's queue.")
    ahead = count_ahead_of_new("training", list_jobs())
    if ahead < count_slots("training"):
        return _("The run starts now.")
    return _("The run waits behind {ahead} {text}.").format(
        ahead=ahead, text="training" if ahead == 1 else "trainings"
    )


def _start(name: str, settings: Settings) -> Run:
    """Start a run under its name, or under a free one that nobody else takes at the same moment."""
    while True:
        chosen = name or choose_name(settings.config)
        try:
            return start_training(chosen, settings.config, settings.hardware, settings.cluster)
        except UserError:
            if name or choose_name(settings.config) == chosen:
                raise
