"""The train page: a form that starts a run, and a live view of one."""

import streamlit as st
from pydantic import ValidationError

from aavae.config import EncoderName, ModelConfig, OptimConfig, RunConfig
from aavae.data.store import describe_datasets
from aavae.errors import UserError
from aavae.evaluation.cache import read
from aavae.evaluation.gallery import Gallery
from aavae.figures.curves import plot_curves
from aavae.figures.theme import get_colour
from aavae.jobs.local import find_training, read_tail, resume_training, start_training, stop_training
from aavae.methods import METHODS
from aavae.runs.registry import Run, choose_name, find_run, list_damaged_runs, list_runs
from aavae.ui.pictures import PictureRow, render_rows

_POLL_SECONDS = 2.0
_PLOT_CONFIG = {"displayModeBar": False}
_ENCODERS: dict[EncoderName, str] = {
    "small": "small: minutes on a CPU",
    "resnet18": "ResNet-18: hours on a CPU",
    "resnet50": "ResNet-50, the paper's: for GPUs",
}


def render_form() -> None:
    """The settings of a new run; Start creates it and its child process."""
    defaults = RunConfig()
    sets = {info.name: info for info in describe_datasets()}
    with st.form("new_run", border=True):
        first, second, third = st.columns(3)
        methods = list(METHODS)
        method = first.selectbox(
            "Method",
            methods,
            index=methods.index(defaults.method),
            format_func=lambda name: METHODS[name].title,
        )
        data = second.selectbox("Images", list(sets), format_func=lambda name: sets[name].title)
        encoder = third.selectbox("Encoder", list(_ENCODERS), format_func=_ENCODERS.__getitem__)
        epochs = first.number_input("Epochs", 1, 100_000, defaults.num_epochs)
        batch_size = second.number_input("Batch size", 2, 65_536, defaults.batch_size)
        rate = third.number_input(
            "Peak learning rate", 0.0, None, defaults.optim.learning_rate, step=1e-4, format="%.5f"
        )
        latent_dim = first.number_input("Latents", 1, 4_096, defaults.model.latent_dim)
        seed = second.number_input("Seed", 0, 2**31 - 1, defaults.seed)
        name = third.text_input("Name", placeholder="a free one, like aavae-1", max_chars=64)
        started = st.form_submit_button("Start", type="primary", icon=":material/play_arrow:")
    if not started:
        return
    try:
        config = RunConfig(
            method=method,
            data=data,
            num_epochs=epochs,
            batch_size=batch_size,
            seed=seed,
            model=ModelConfig(encoder=encoder, latent_dim=latent_dim, image_size=sets[data].size[0]),
            optim=OptimConfig(learning_rate=rate),
        )
        run = start_training(name.strip() or choose_name(config), config)
    except ValidationError as error:
        problem = error.errors()[0]
        where = str(problem["loc"][-1]).replace("_", " ") if problem["loc"] else "settings"
        st.error(f"{where}: {problem['msg']}.", icon=":material/error:")
    except UserError as error:
        st.error(str(error), icon=":material/error:")
    else:
        st.session_state["watched"] = run.name


def choose_run() -> str | None:
    """Which run to watch: at first the one in training, or the newest."""
    runs = list_runs()
    names = [run.name for run in runs]
    own = [run.name for run in runs if not run.shipped]
    for damaged in list_damaged_runs():
        st.warning(f"The run '{damaged.name}' is left out: {damaged.reason}.", icon=":material/warning:")
    if not names:
        st.info("There is no run yet: start one above.")
        return None
    if st.session_state.get("watched") not in names:
        training = find_training()
        st.session_state["watched"] = (
            training.name if training else own[0] if own else "aavae" if "aavae" in names else names[0]
        )
    return st.selectbox("Watch", names, key="watched")


def render_run(name: str) -> None:
    """A run, updated every two seconds while it trains."""
    active = find_run(name).status.is_active
    st.fragment(_render_live, run_every=_POLL_SECONDS if active else None)(name, active)


def _render_live(name: str, was_active: bool) -> None:
    try:
        run = find_run(name)
    except UserError as error:
        st.error(str(error), icon=":material/error:")
        return
    if was_active and not run.status.is_active:
        st.rerun()
    _render_status(run)
    metrics = run.metrics
    _render_curves(run, metrics)
    _render_samples(run)
    with st.expander("Settings and log"):
        st.json(run.config.model_dump(), expanded=False)
        st.code(read_tail(run.layout.log) or "The log is empty.", language=None)


def _render_status(run: Run) -> None:
    status = run.status
    done, total = status.step, max(1, status.total_steps)
    state, epoch, speed, left = st.columns(4)
    state.metric("State", status.state)
    epoch.metric("Epoch", f"{status.epoch} of {run.config.num_epochs}")
    speed.metric("Images a second", f"{status.images_per_second:,.0f}" if status.images_per_second else "–")
    seconds = status.seconds_left if status.state == "running" else None
    left.metric("Time left", "–" if seconds is None else f"{seconds // 60:.0f} min {seconds % 60:02.0f} s")
    if status.message and status.state != "waiting":
        st.warning(status.message, icon=":material/warning:")
    if status.is_active:
        text = "Starting: loading torch, timing a step …" if not done else f"Step {done:,} of {total:,}"
        st.progress(min(1.0, done / total), f"{text} {status.device} {status.precision}")
        if st.button("Stop (saves first)", icon=":material/stop:", key=f"stop_{run.name}"):
            stop_training(run)
            st.toast("The run saves and stops at its next batch.")
    elif status.state in ("stopped", "interrupted") and st.button(
        "Resume", icon=":material/resume:", key=f"resume_{run.name}"
    ):
        _resume(run)


def _resume(run: Run) -> None:
    try:
        resume_training(run)
    except UserError as error:
        st.error(str(error), icon=":material/error:")
    else:
        st.rerun()


def _render_curves(run: Run, metrics: list[dict]) -> None:
    if not metrics:
        st.caption("The first point appears after the first epoch.")
        return
    colours = {run.title: get_colour(run.config.method)}
    charts = [
        ("knn_accuracy", "kNN accuracy on h", "accuracy", True),
        ("loss", "Loss", "nats an image", False),
    ]
    if run.config.switches.sample:
        charts.append(("kl", "KL from N(0, I)", "nats an image", False))
    for column, (field, title, y_title, percent) in zip(st.columns(len(charts)), charts, strict=True):
        figure = plot_curves({run.title: metrics}, field, title, y_title, percent, colours, height=300)
        column.plotly_chart(figure, config=_PLOT_CONFIG, key=f"curve_{field}", alt=f"{title} by epoch")


def _render_samples(run: Run) -> None:
    if METHODS[run.config.method].contrastive:
        st.caption("SimCLR has no decoder, so there are no reconstructions to watch.")
        return
    gallery = read(Gallery, run.layout.samples / "latest.npz")
    if gallery is not None:
        titles = ("Original", "What the encoder sees", "Reconstruction")
        render_rows([PictureRow(*row) for row in zip(titles, gallery, strict=True)], max_width=800)
