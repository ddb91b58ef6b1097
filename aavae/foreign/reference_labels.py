"""What a checkpoint of the reference implementation says of its training; labels, not facts.

Source of names and of what the script forces: github.com/aavae-iclr2022/aavae, src/vae.py and src/ae.py.
"""

import itertools
import math
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from aavae.config import AugmentConfig, OptimConfig
from aavae.errors import UserError
from aavae.formatting import format_list
from aavae.language import _
from aavae.methods import MethodName

ChannelValues = tuple[float, float, float]
Labels = dict[str, bool | int | float | str | None]

_T = TypeVar("_T", int, float)
_PRIVATE = ("data_path", "ckpt_path")
"""Folders of whoever trained it."""
_LONGEST = 200
_MOST_LABELS = 200
_MOST = 2**53


class ReferenceSet(NamedTuple):
    """An image set of the reference.

    Attributes:
        title: for people.
        image_size: height and width, in pixels.
        stem: height and width of the first convolution's kernel.
        mean: of each channel, of images in [0, 1].
        std: of each channel.
    """

    title: str
    image_size: int
    stem: int
    mean: ChannelValues
    std: ChannelValues


SETS: dict[str, ReferenceSet] = {
    "cifar10": ReferenceSet(
        "CIFAR-10", 32, 3, (125.3 / 255, 123 / 255, 113.9 / 255), (63 / 255, 62.1 / 255, 66.7 / 255)
    ),
    "stl10": ReferenceSet("STL-10", 96, 7, (0.43, 0.42, 0.39), (0.27, 0.26, 0.27)),
}
"""By the name of the set, which is ours too; the numbers are those of datamodules/normalization.py."""


class TrainedAs(NamedTuple):
    """What a model was trained as.

    Attributes:
        method: the method of ours that does the same.
        beta: the weight of its KL term; None: the method's own.
        words: the same for people, with an article.
    """

    method: MethodName
    beta: float | None
    words: str


def read_labels(values: object) -> Labels:
    """A checkpoint's `hyper_parameters`: plain values alone, without folders of whoever trained it."""
    if not isinstance(values, Mapping):
        return {}
    return {
        _clean(name): _clean(value[:_LONGEST]) if isinstance(value, str) else value
        for name, value in itertools.islice(values.items(), _MOST_LABELS)
        if isinstance(name, str) and len(name) <= _LONGEST and name not in _PRIVATE and _is_plain(value)
    }


def _clean(text: str) -> str:
    """The text without what JSON's readers refuse: halves of characters, which a pickle can hold."""
    return text.encode("utf-8", "replace").decode()


def _is_plain(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, bool | str) or (isinstance(value, int) and abs(value) < _MOST)


def find_set(labels: Labels, stem: int) -> str:
    """The name of the image set of a model whose first convolution has a kernel of this size.

    Raises:
        UserError: it was trained on ImageNet, at another size, or nothing tells.
    """
    name, height = labels.get("dataset"), labels.get("input_height")
    if name == "imagenet" or height == 224 or labels.get("remove_first_maxpool") is False:
        raise UserError(
            _(
                "It is a model for ImageNet: it keeps the max-pool after its first convolution and sees "
                "224x224 pixels, and no networks here do."
            )
        )
    if name is None and height is None and stem == 7:
        raise UserError(
            _(
                "It does not say on which images it was trained, and a first convolution of 7x7 is that of "
                "STL-10 as well as of ImageNet."
            )
        )
    for known, reference in SETS.items():
        if reference.stem == stem and name in (None, known) and height in (None, reference.image_size):
            return known
    expected = [
        _("{title} at {image_size} pixels with {stem}x{stem}").format(
            title=each.title, image_size=each.image_size, stem=each.stem
        )
        for each in SETS.values()
    ]
    if name is None:
        sentence = _(
            "It says that it was trained at {height} pixels, and its first convolution is {stem}x{stem}: "
            "known are {expected}."
        )
    elif height is None:
        sentence = _(
            "It says that it was trained on '{name}', and its first convolution is {stem}x{stem}: known are "
            "{expected}."
        )
    else:
        sentence = _(
            "It says that it was trained on '{name}' at {height} pixels, and its first convolution is "
            "{stem}x{stem}: known are {expected}."
        )
    raise UserError(sentence.format(name=name, height=height, stem=stem, expected=format_list(expected)))


def find_method(labels: Labels, is_variational: bool) -> TrainedAs:
    """What it was trained as, told from `kl_coeff` and `denoising`.

    Args:
        labels: of the checkpoint.
        is_variational: whether it has a log_var: a VAE of the reference, not its AE.

    Raises:
        UserError: the labels do not say.
    """
    if not is_variational:
        words = (
            _(
                "an AE: without noise, painting what the encoder sees (augmented images, as it says: not "
                "their originals)"
            )
            if labels.get("denoising")
            else _("an AE: without noise, painting what the encoder sees")
        )
        return TrainedAs("ae", None, words)
    kl, denoising = labels.get("kl_coeff"), labels.get("denoising")
    if not isinstance(kl, int | float) or not isinstance(denoising, bool) or kl < 0:
        raise UserError(
            _(
                "It does not say whether it is a VAE or an AAVAE: its hyper_parameters have no usable "
                "kl_coeff and denoising."
            )
        )
    if denoising:
        words = (
            _("an AAVAE")
            if kl == 0
            else _("a denoising VAE: an AAVAE with a KL term of weight {kl:g}").format(kl=kl)
        )
        return TrainedAs("aavae", float(kl), words)
    words = (
        _("a VAE with a KL term of weight {kl:g}").format(kl=kl)
        if kl > 0
        else _("a stochastic AE: a VAE without its KL term")
    )
    return TrainedAs("vae", float(kl), words)


def describe_settings(labels: Labels, num_epochs: object) -> dict[str, Any]:
    """The settings of a run that the labels speak of; what they leave out, or what no run has, is left out.

    Args:
        labels: of the checkpoint.
        num_epochs: epochs that the checkpoint says are done.
    """
    gpus = _take(labels, "gpus", int, 1, 1024) or 1
    batch_size = _take(labels, "batch_size", int, 1, 65_536 // gpus)
    settings: dict[str, Any] = {
        "seed": _take(labels, "seed", int, 0, 2**31 - 1),
        "batch_size": max(2, batch_size * gpus) if batch_size is not None else None,
        "num_epochs": num_epochs if type(num_epochs) is int and 0 <= num_epochs <= 100_000 else 0,
    }
    return {
        **{name: value for name, value in settings.items() if value is not None},
        "recalibrate": False,
        "augment": AugmentConfig(
            jitter_strength=_take(labels, "jitter_strength", float, 0, 1) or 0.0,
            blur_probability=0.5 if labels.get("gaussian_blur") is True else 0.0,
        ),
        "optim": OptimConfig(
            # AdamW without weight decay is Adam.
            optimizer="adamw",
            learning_rate=_take(labels, "learning_rate", float, 1e-12, 1e6) or 1e-3,
            weight_decay=_take(labels, "weight_decay", float, 0, 1e6) or 0.0,
            schedule="constant",
            warmup_epochs=_take(labels, "warmup_epochs", int, 0, 100_000) or 0,
        ),
    }


def _take(labels: Labels, name: str, kind: type[_T], low: float, high: float) -> _T | None:
    """A number among the labels, if it is one within a range."""
    value = labels.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        return None
    return kind(value) if kind is float or isinstance(value, int) else None
