"""The settings of a new run as widgets by theme: what is trained, and where."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import streamlit as st

from aavae.config import ClusterConfig, Config, HardwareConfig, RunConfig
from aavae.data.store import DatasetInfo, describe_datasets, list_datasets
from aavae.errors import UserError
from aavae.jobs.settings import load_settings
from aavae.kept_text import show_text
from aavae.language import N_, _
from aavae.methods import METHODS, Method, MethodName
from aavae.permissions import is_allowed
from aavae.ui.forms import fields
from aavae.ui.forms.cluster_form import CLUSTER_FIELDS, read_cluster, render_cluster
from aavae.ui.glossary.explain import explain

_RUN, _HARDWARE, _CLUSTER = "new", "where", "engine"
"""The forms' names: what is trained, with what, and by which engine."""

_NETWORKS = ("model.encoder", "model.latent_dim", "recalibrate")
_AUGMENTATION = (
    "augment.crop_scale_min",
    "augment.crop_scale_max",
    "augment.crop_probability",
    "augment.flip_probability",
    "augment.jitter_strength",
    "augment.jitter_probability",
    "augment.grayscale_probability",
    "augment.blur_probability",
)
_OPTIMISER = (
    "optim.optimizer",
    "optim.learning_rate",
    "batch_size",
    "optim.weight_decay",
    "optim.schedule",
    "optim.warmup_epochs",
    "optim.gradient_clip",
)
_OBJECTIVE = {False: ("beta", "features", "target_crop"), True: ("temperature",)}
"""What a method's loss has, by whether it is contrastive."""
_HARDWARE_FIELDS = tuple(fields.list_paths(HardwareConfig))
_SIZE = "model.image_size"
"""Decided by the images, so it has no widget."""
_RUN_FIELDS = tuple(path for path in fields.list_paths(RunConfig) if path != _SIZE)


class Settings(NamedTuple):
    """A complete form.

    Attributes:
        config: what to train.
        hardware: with what.
        cluster: by which engine.
    """

    config: RunConfig
    hardware: HardwareConfig
    cluster: ClusterConfig


def fill_settings(config: RunConfig) -> None:
    """Set the form to a configuration; where it computes stays as it is."""
    fields.fill(_RUN, config, _RUN_FIELDS)


def choose_images(name: str) -> None:
    """Set the form to an image set; all else stays as it is."""
    st.session_state[fields.key_of(_RUN, "data")] = name


def find_gone_images() -> str | None:
    """The image set that the form holds, if it was removed since; None otherwise."""
    name = st.session_state.get(fields.key_of(_RUN, "data"))
    return name if name is not None and name not in list_datasets() else None


def get_asked() -> RunConfig:
    """What the form holds now, unchecked: a preset takes the method, beta, temperature and seed from it."""
    return RunConfig.model_construct(
        **fields.collect(_RUN, [path for path in _RUN_FIELDS if "." not in path])
    )


def get_images(infos: Sequence[DatasetInfo]) -> DatasetInfo:
    """The image set that the form holds now, of those that are there; the first where it holds none."""
    name = st.session_state.get(fields.key_of(_RUN, "data"))
    return next((info for info in infos if info.name == name), infos[0])


def render_settings() -> Settings:
    """Draw the form.

    Returns:
        What it holds; of beta, features, the target's crop and the temperature, those that the method does
        not have are left at their defaults.

    Raises:
        UserError: a setting is wrong.
    """
    fields.fill_once(_RUN, RunConfig(), _RUN_FIELDS)
    fields.fill_once(_HARDWARE, HardwareConfig(), _HARDWARE_FIELDS)
    fields.follow(_CLUSTER, load_settings().cluster, CLUSTER_FIELDS)
    method = _render_method()
    images = _render_basics()
    with _theme(N_("Networks"), _RUN, RunConfig(), _NETWORKS):
        st.caption(
            explain(
                _(
                    "The [encoder](term:encoder) makes [h](term:h) of an image, and of h its "
                    "[latents](term:latent). [Batch norm](term:batch-norm) is recalibrated after the last "
                    "[epoch](term:epoch)."
                )
            )
        )
        fields.render_grid(RunConfig, _RUN, _NETWORKS)
        st.caption(
            _("The images decide the size of the networks' input: {height}×{width} pixels.").format(
                height=images.size[0], width=images.size[1]
            )
        )
    objective = _OBJECTIVE[method.contrastive]
    with _theme(N_("Objective"), _RUN, RunConfig(), objective):
        _render_objective(method)
    with _theme(N_("Augmentation"), _RUN, RunConfig(), _AUGMENTATION if method.augment else ()):
        if not method.augment:
            st.caption(
                _("{method} trains on the original images: nothing here has an effect.").format(
                    method=_(method.title)
                )
            )
        else:
            st.caption(
                explain(
                    _(
                        "What happens to each [view](term:view): a [crop](term:crop), a mirror image, "
                        "[colour jitter](term:jitter), the colour's loss, a blur."
                    )
                )
            )
        fields.render_grid(RunConfig, _RUN, _AUGMENTATION, () if method.augment else _AUGMENTATION)
    with _theme(N_("Optimiser"), _RUN, RunConfig(), _OPTIMISER):
        st.caption(
            explain(
                _(
                    "The [optimiser](term:optimiser) makes a step for each [batch](term:batch); the "
                    "[learning rate](term:learning-rate) says how far. A constant rate may have a "
                    "[warm-up](term:warm-up)."
                )
            )
        )
        has_warmup = st.session_state[fields.key_of(_RUN, "optim.schedule")] == "constant"
        fields.render_grid(RunConfig, _RUN, _OPTIMISER, () if has_warmup else ("optim.warmup_epochs",))
    may_choose = is_allowed("choose hardware")
    if may_choose:
        with _theme(N_("Where"), _HARDWARE, HardwareConfig(), _HARDWARE_FIELDS):
            render_cluster(_CLUSTER)
            fields.render_grid(HardwareConfig, _HARDWARE, _HARDWARE_FIELDS)
    hidden = _OBJECTIVE[not method.contrastive]
    values = fields.collect(_RUN, [path for path in _RUN_FIELDS if path not in hidden])
    values["model"]["image_size"] = images.size[0]
    settings = Settings(
        fields.read(RunConfig, values),
        fields.read(HardwareConfig, fields.collect(_HARDWARE, _HARDWARE_FIELDS))
        if may_choose
        else HardwareConfig(),
        read_cluster(_CLUSTER) if may_choose else load_settings().cluster,
    )
    _check_place(settings, images.num_train)
    return settings


def _check_place(settings: Settings, num_train: int) -> None:
    devices, nodes = settings.hardware.devices, settings.hardware.nodes
    if nodes > 1 and settings.cluster.cluster == "local":
        raise UserError(
            _("Machines: more than one needs a cluster; choose Slurm as the engine, or one machine.")
        )
    batch = min(settings.config.batch_size, num_train)
    if batch % (devices * nodes):
        raise UserError(
            _("Batch size: {num_devices} devices cannot share {num_images} images equally.").format(
                num_devices=devices * nodes, num_images=batch
            )
        )


def _render_method() -> Method:
    names: list[MethodName] = list(METHODS)
    st.segmented_control(
        _("Method"),
        names,
        required=True,
        format_func=lambda name: _(METHODS[name].title),
        key=fields.key_of(_RUN, "method"),
        persist_state="session",
        wrap=True,
        help=_("What the model is trained to do; the line below says it."),
    )
    method = METHODS[st.session_state[fields.key_of(_RUN, "method")]]
    st.caption(_(method.description))
    return method


def _render_basics() -> DatasetInfo:
    """Images, epochs and seed; returns the chosen images."""
    sets = {info.name: info for info in describe_datasets()}
    first, second, third = st.columns([2, 1, 1])
    with first:
        name = st.selectbox(
            fields.label_of("data"),
            list(sets),
            format_func=lambda name: show_text(sets[name].title) if name in sets else name,
            help=fields.help_of(fields.find_field(RunConfig, "data")),
            key=fields.key_of(_RUN, "data"),
            persist_state="session",
        )
    with second:
        fields.render_field(RunConfig, "num_epochs", _RUN)
    with third:
        fields.render_field(RunConfig, "seed", _RUN)
    return sets[name]


def _render_objective(method: Method) -> None:
    if method.contrastive:
        st.caption(explain(_("The [loss](term:loss) of a contrastive method is [NT-Xent](term:nt-xent).")))
        fields.render_grid(RunConfig, _RUN, ["temperature"])
        return
    st.caption(
        explain(
            _(
                "What the training makes smaller, its [loss](term:loss), has up to three parts: the "
                "error of the pixels, the [KL term](term:kl-divergence) times [beta](term:beta), and "
                "the error of the [patch features](term:patch-features) times their weight."
            )
        )
    )
    with st.grid(3):
        for name, own in (("beta", method.beta), ("features", method.features)):
            fields.render_field(
                RunConfig,
                name,
                _RUN,
                placeholder=_("empty: {method}'s own, {own:g}").format(method=_(method.title), own=own),
            )
        fields.render_field(RunConfig, "target_crop", _RUN)


@contextmanager
def _theme(title: str, form: str, defaults: Config, paths: tuple[str, ...]) -> Iterator[None]:
    """A theme of the form; its title, marked by `N_`, counts what differs from the defaults."""
    values = [
        (st.session_state[fields.key_of(form, path)], fields.get_value(defaults, path)) for path in paths
    ]
    changed = sum(value != default for value, default in values)
    shown = _("{title} · {number} changed").format(title=_(title), number=changed) if changed else _(title)
    with st.expander(shown, key=f"theme.{title}"):
        yield
