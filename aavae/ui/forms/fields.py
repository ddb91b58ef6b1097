"""A widget for any field of a configuration: its range, default and meaning come from the field itself.

The widgets' values live in the session state under `<form>.<path>`, e.g. `new.model.latent_dim`, whether or
not the widget is on the page now; `fill` writes them, `read` makes a configuration of them.
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any, Literal, NamedTuple, TypeVar, get_args, get_origin

import streamlit as st
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from aavae.config import Config
from aavae.errors import UserError
from aavae.language import ENGLISH, N_, _, get_language, pgettext

_LABELS = {
    "accelerator": N_("Kind of device"),
    "batch_size": N_("Batch size"),
    "beta": N_("Beta, the weight of the KL term"),
    "blur_probability": N_("Blur probability"),
    "cluster": N_("Engine"),
    "cpus_per_task": N_("Cores of each process"),
    "crop_probability": N_("Crop probability"),
    "crop_scale_max": N_("Largest crop"),
    "crop_scale_min": N_("Smallest crop"),
    "data": N_("Images"),
    "devices": N_("Devices of each machine"),
    "encoder": N_("Encoder"),
    "features": N_("Weight of the patch features"),
    "flip_probability": N_("Flip probability"),
    "gpus_per_node": N_("GPUs of each machine"),
    "gradient_clip": N_("Clip gradients at"),
    "grayscale_probability": N_("Grayscale probability"),
    "image_size": N_("Image size"),
    "jitter_probability": N_("Jitter probability"),
    "jitter_strength": N_("Jitter strength"),
    "jobs_at_once": N_("Trainings at once"),
    "latent_dim": N_("Latents"),
    "learning_rate": N_("Peak learning rate"),
    "memory_gb": N_("Memory of each machine, GB"),
    "method": N_("Method"),
    "nodes": N_("Machines"),
    "num_epochs": N_("Epochs"),
    "optimizer": N_("Optimizer"),
    "partition": N_("Partition"),
    "recalibrate": N_("Recalibrate batch norm"),
    "schedule": N_("Schedule"),
    "seed": N_("Seed"),
    "target_crop": N_("Part of the image to paint"),
    "temperature": N_("Temperature"),
    "threads": N_("Threads of each process"),
    "time_minutes": N_("Time limit, minutes"),
    "warmup_epochs": N_("Warm-up epochs"),
    "weight_decay": N_("Weight decay"),
}
"""What people call a setting; of a field that is not here, its own name is read."""

_OPTIONS = {
    "auto": N_("auto"),
    "one-cycle": N_("one-cycle"),
    "constant": N_("constant"),
    "patch": N_("on patches, made for CPUs"),
    "adamw": "AdamW",
    "muon": N_("Muon for the encoder, AdamW for the rest"),
    "resnet18": "ResNet-18",
    "resnet50": N_("ResNet-50, the paper's"),
    "local": N_("this machine"),
    "slurm": N_("Slurm, a cluster"),
    "cpu": "CPU",
    "gpu": "GPU",
    "cuda": "CUDA",
    "mps": N_("Apple's GPU (MPS)"),
    "32-true": N_("32 bits"),
    "bf16-mixed": N_("bfloat16, mixed"),
}
"""What people read for an option, where it is not the option itself."""

_FAULTS = {
    "greater_than": N_("{setting} should be greater than {bound}."),
    "greater_than_equal": N_("{setting} should be greater than or equal to {bound}."),
    "less_than": N_("{setting} should be less than {bound}."),
    "less_than_equal": N_("{setting} should be less than or equal to {bound}."),
    "multiple_of": N_("{setting} should be a multiple of {bound}."),
    "finite_number": N_("{setting} should be a finite number."),
    "int_type": N_("{setting} should be a valid integer."),
    "int_from_float": N_("{setting} should be a valid integer, got a number with a fractional part."),
    "float_type": N_("{setting} should be a valid number."),
}
"""Pydantic's words, which it has in English alone, by its types of errors."""

_SLIDER_STEP = 0.01
_ConfigT = TypeVar("_ConfigT", bound=Config)


class Range(NamedTuple):
    """What a number may be: from `low` to `high`, both included where the widget can say so; None: no end."""

    low: float | None
    high: float | None


def key_of(form: str, path: str) -> str:
    """The session state's key of a field's widget."""
    return f"{form}.{path}"


def label_of(name: str) -> str:
    """What people call a field, by the last part of its path."""
    if name == "precision":
        # Elsewhere the word means a part of generated images.
        return pgettext("of numbers", "Precision")
    return _(_LABELS[name]) if name in _LABELS else name.replace("_", " ").capitalize()


def help_of(field: FieldInfo) -> str | None:
    """What a field means; None if it does not say."""
    # A description is its field's docstring, which `bench.translations` reads itself.
    return _(field.description) if field.description else None


def list_paths(config_type: type[Config]) -> Iterator[str]:
    """The paths of all fields, those of nested configurations with a dot: `model.latent_dim`."""
    for name, field in config_type.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Config):
            yield from (f"{name}.{path}" for path in list_paths(field.annotation))
        else:
            yield name


def get_value(config: Config, path: str) -> Any:
    """The value at a path."""
    return reduce(getattr, path.split("."), config)


def find_field(config_type: type[Config], path: str) -> FieldInfo:
    """The field at a path."""
    first, __, rest = path.partition(".")
    field = config_type.model_fields[first]
    if not rest:
        return field
    assert isinstance(field.annotation, type) and issubclass(field.annotation, Config)
    return find_field(field.annotation, rest)


def read_range(field: FieldInfo) -> Range:
    """The bounds of a field; a number that must lie above a bound has the bound itself as its end.

    A widget cannot leave out its end: the configuration's own check does.
    """
    low = high = None
    for rule in field.metadata:
        low = getattr(rule, "ge", getattr(rule, "gt", low))
        high = getattr(rule, "le", high)
        below = getattr(rule, "lt", None)
        if below is not None:
            high = below - 1 if _get_kind(field) is int else below
    return Range(low, high)


def _get_kind(field: FieldInfo) -> type:
    """The type of a field's value, None left aside."""
    kinds = [kind for kind in get_args(field.annotation) or (field.annotation,) if kind is not type(None)]
    assert isinstance(kinds[0], type), field.annotation
    return kinds[0]


def fill(form: str, config: Config, paths: Collection[str]) -> None:
    """Set fields to what a configuration has; before their widgets are drawn, or in a callback."""
    for path in paths:
        st.session_state[key_of(form, path)] = get_value(config, path)


def fill_once(form: str, config: Config, paths: Collection[str]) -> None:
    """`fill` for the fields that have no value in this session yet."""
    fill(form, config, [path for path in paths if key_of(form, path) not in st.session_state])


def follow(form: str, saved: Config, paths: Collection[str]) -> None:
    """`fill` whenever the saved configuration is another one than last time: some session saved it anew."""
    key = key_of(form, "followed")
    if st.session_state.get(key) != saved:
        fill(form, saved, paths)
        st.session_state[key] = saved


def collect(form: str, paths: Collection[str]) -> dict[str, Any]:
    """The fields' values as a nested dictionary; a path that is not among `paths` keeps its default."""
    values: dict[str, Any] = {}
    for path in paths:
        *parents, name = path.split(".")
        target = reduce(lambda inner, parent: inner.setdefault(parent, {}), parents, values)
        target[name] = st.session_state[key_of(form, path)]
    return values


def read(config_type: type[_ConfigT], values: Mapping[str, Any]) -> _ConfigT:
    """Validate what the widgets hold.

    Raises:
        UserError: a setting is wrong; the sentence names it in people's words.
    """
    try:
        return config_type.model_validate(values)
    except ValidationError as error:
        raise UserError(describe_error(error)) from error


def describe_error(error: ValidationError) -> str:
    """The first of the problems as a sentence in people's words."""
    problem = error.errors()[0]
    if problem["type"] == "value_error":
        message = problem["msg"].removeprefix("Value error, ")
        message = re.sub(r"\b[a-z]+(?:_[a-z]+)+\b", lambda name: _name_within(name[0]), message)
        return f"{message[0].upper()}{message[1:]}."
    setting = label_of(str(problem["loc"][-1]))
    if problem["type"] in _FAULTS:
        bounds = [f"{bound:.10g}" for bound in problem.get("ctx", {}).values()]
        return _(_FAULTS[problem["type"]]).format(setting=setting, bound="".join(bounds))
    return f"{setting} {problem['msg'].removeprefix('Input ')}."


def _name_within(name: str) -> str:
    """What people call a field, inside a sentence: other languages keep its letters, and set it off."""
    label = label_of(name)
    return label.lower() if get_language() == ENGLISH else _("'{setting}'").format(setting=label)


def render_field(
    config_type: type[Config], path: str, form: str, disabled: bool = False, placeholder: str | None = None
) -> None:
    """Draw the widget of a field that `fill` or `fill_once` gave a value.

    Args:
        config_type: the configuration that the path starts from.
        path: of the field.
        form: the widgets' common prefix.
        disabled: whether the field has no effect now.
        placeholder: what an empty number or text stands for.
    """
    field = find_field(config_type, path)
    name = path.rpartition(".")[2]
    shared: dict[str, Any] = {
        "label": label_of(name),
        "key": key_of(form, path),
        "help": help_of(field),
        "disabled": disabled,
        "persist_state": "session",
    }
    if get_origin(field.annotation) is Literal:
        options: tuple[str, ...] = get_args(field.annotation)
        st.selectbox(options=options, format_func=_name_option, **shared)
        return
    kind = _get_kind(field)
    if kind is bool:
        st.toggle(**shared)
    elif kind is str:
        st.text_input(placeholder=placeholder, **shared)
    else:
        _render_number(field, kind, placeholder, shared)


def render_grid(
    config_type: type[Config],
    form: str,
    paths: Sequence[str],
    without_effect: Collection[str] = (),
    placeholder: str | None = None,
) -> None:
    """Draw widgets in rows of three, of fewer on a narrow screen.

    Args:
        config_type: the configuration that the paths start from.
        form: the widgets' common prefix.
        paths: of the fields.
        without_effect: those of them that have no effect now.
        placeholder: what an empty number or text stands for.
    """
    with st.grid(3):
        for path in paths:
            render_field(config_type, path, form, path in without_effect, placeholder)


def _name_option(option: str) -> str:
    return _(_OPTIONS[option]) if option in _OPTIONS else option


def _render_number(field: FieldInfo, kind: type, placeholder: str | None, shared: dict[str, Any]) -> None:
    low, high = (None if end is None else kind(end) for end in read_range(field))
    if kind is float and low is not None and high is not None:
        st.slider(min_value=low, max_value=high, step=_SLIDER_STEP, **shared)
        return
    step, style = (1, "%d") if kind is int else (_choose_step(field.default), "%g")
    may_be_empty = type(None) in get_args(field.annotation)
    st.number_input(
        min_value=low,
        max_value=high,
        value=None if may_be_empty else "min",
        step=step,
        format=style,
        placeholder=placeholder,
        **shared,
    )


def _choose_step(default: float | None) -> float:
    """A tenth of the default's power of ten, so that a press on + changes a digit."""
    return 10.0 ** (math.floor(math.log10(default)) - 1) if default else 0.1
