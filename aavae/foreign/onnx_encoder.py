"""What an encoder in an ONNX file takes and gives: told by the file, and by running it on a few images."""

from pathlib import Path

import numpy as np

from aavae.errors import UserError
from aavae.foreign.encoder_settings import MAX_IMAGE_SIZE, EncoderSettings
from aavae.foreign.external import Channels, EncoderConfig
from aavae.foreign.onnx_file import OnnxFile
from aavae.foreign.onnx_model import OnnxNetwork
from aavae.formatting import format_count
from aavae.language import _

FLOATS = {"tensor(float)", "tensor(float16)"}
"""Types of inputs that can be given."""
TENSORS = FLOATS | {"tensor(double)"}
"""Types of outputs that can be read."""
NUM_TRIED = 4
"""Images that the networks are tried with."""
USUAL_SIZE = 32
"""In pixels: what an encoder of any size is tried with, unless one is said."""
_CLOSE = 0.02
"""Two features are the same if their distance is below this part of their length: 16 bits round."""
_POSTERIOR = ("mu", "log_var")
"""Outputs of these names are taken for the posterior's."""


def inspect_encoder(network: OnnxNetwork, file: OnnxFile, settings: EncoderSettings) -> EncoderConfig:
    """Find out what an encoder takes and gives.

    Raises:
        UserError: something else than images, or nothing that could be features of each of them alone.
    """
    path = file.path
    image_size = _find_image_size(network, path, settings)
    images = draw_images(image_size or USUAL_SIZE)
    normalised = (images - _channels(settings.mean)) / _channels(settings.std)
    names = [output.name for output in network.outputs if output.type in TENSORS]
    if not names:
        raise UserError(_("{path} has no output of numbers: features are (N, D).").format(path=path))
    try:
        values = dict(zip(names, network.run(normalised, names), strict=True))
    except UserError as error:
        if image_size is not None:
            raise
        raise UserError(
            _("{error} Say with --image-size which images it takes.").format(error=error)
        ) from error
    features = _find_features(values, settings.features, path)
    mu, log_var = (name if name in values and _is_vector(values[name]) else None for name in _POSTERIOR)
    if mu is None or log_var is None or values[log_var].shape != values[mu].shape:
        log_var = None
    layers = tuple(name for name in names if name not in (features, mu, log_var) and _is_layer(values[name]))
    again = network.run(normalised, [features])[0]
    alone = network.run(normalised[:1], [features])[0]
    _check_features(values[features], again, alone, path)
    return EncoderConfig(
        encoder=file.describe(),
        image_size=image_size,
        resize=settings.resize,
        mean=settings.mean,
        std=settings.std,
        paints_normalised=settings.paints_normalised,
        features=features,
        mu=mu,
        log_var=log_var,
        layers=layers,
        width=values[features].shape[1],
        latent_dim=None if mu is None else values[mu].shape[1],
    )


def _find_image_size(network: OnnxNetwork, path: Path, settings: EncoderSettings) -> int | None:
    """Height and width of the images that it takes, in pixels; None: any.

    Raises:
        UserError: it takes something else than images.
    """
    names = ", ".join(each.name for each in network.inputs)
    if len(network.inputs) != 1:
        raise UserError(
            _("{path} takes {num_inputs} inputs ({names}): export it with the image alone.").format(
                path=path, num_inputs=len(network.inputs), names=names
            )
        )
    (first,) = network.inputs
    if first.type not in FLOATS:
        raise UserError(
            _(
                "{path} takes {type}: export it in single precision, for images of float32 in [0, 1] "
                "(model.float())."
            ).format(path=path, type=first.type)
        )
    shape = first.shape or ["batch", "channels", "height", "width"]
    if len(shape) != 4:
        raise UserError(
            _("{path} takes an input of shape {shape}: images are (N, 3, S, S).").format(
                path=path, shape=tuple(shape)
            )
        )
    __, channels, height, width = shape
    if isinstance(channels, int) and channels != 3:
        raise UserError(
            _(
                "{path} takes an input of shape {shape}, with {channels} channels second: images are (N, "
                "3, S, S)."
            ).format(path=path, shape=tuple(shape), channels=channels)
        )
    sides = {side for side in (height, width) if isinstance(side, int) and side > 0}
    if len(sides) > 1:
        raise UserError(
            _("{path} takes images of {width}x{height} pixels: only square ones are here.").format(
                path=path, width=width, height=height
            )
        )
    fixed = next(iter(sides), None)
    if fixed is not None and fixed > MAX_IMAGE_SIZE:
        raise UserError(
            _("{path} takes images of {fixed}x{fixed} pixels: at most {most} are here.").format(
                path=path, fixed=fixed, most=format_count(MAX_IMAGE_SIZE)
            )
        )
    if fixed is not None and settings.image_size not in (None, fixed):
        raise UserError(
            _(
                "{path} takes images of {fixed}x{fixed} pixels, not of {image_size}: leave --image-size out."
            ).format(path=path, fixed=fixed, image_size=settings.image_size)
        )
    size = fixed or settings.image_size
    if settings.resize and size is None:
        raise UserError(
            _("{path} takes images of any size: say with --image-size to which one to resize.").format(
                path=path
            )
        )
    return size


def draw_images(size: int) -> np.ndarray:
    """A few images of noise and of one colour, float32 in [0, 1]."""
    generator = np.random.default_rng(0)
    images = generator.random((NUM_TRIED, 3, size, size), np.float32)
    images[-1] = images[-1].mean()
    return images


def _channels(values: Channels) -> np.ndarray:
    return np.asarray(values, np.float32).reshape(1, 3, 1, 1)


def _find_features(values: dict[str, np.ndarray], asked: str | None, path: Path) -> str:
    """The output that is h: the one that was asked for, the one called h, or the first that can be."""
    if asked is not None:
        if asked not in values:
            raise UserError(
                _("{path} has no output '{asked}': choose one of {names}.").format(
                    path=path, asked=asked, names=", ".join(values)
                )
            )
        if not _is_vector(values[asked]):
            raise _explain_shape(asked, values[asked], path)
        return asked
    able = [name for name, value in values.items() if _is_vector(value)]
    if not able:
        name, value = next(iter(values.items()))
        raise _explain_shape(name, value, path)
    if "h" in able:
        return "h"
    return next((name for name in able if name not in _POSTERIOR), able[0])


def _is_vector(value: np.ndarray) -> bool:
    return value.ndim == 2 and len(value) == NUM_TRIED and value.shape[1] > 0


def _is_layer(value: np.ndarray) -> bool:
    return value.ndim in (2, 3, 4) and len(value) == NUM_TRIED and value.size > 0


def _explain_shape(name: str, value: np.ndarray, path: Path) -> UserError:
    sentence = (
        _(
            "{path} gives '{name}' of shape {shape} for {num_tried} images, and features are "
            "({num_tried}, D): average it over space, or flatten it, before exporting it."
        )
        if value.ndim > 2
        else _(
            "{path} gives '{name}' of shape {shape} for {num_tried} images, and features are "
            "({num_tried}, D): return a row an image before exporting it."
        )
    )
    return UserError(sentence.format(path=path, name=name, shape=value.shape, num_tried=NUM_TRIED))


def _check_features(h: np.ndarray, again: np.ndarray, alone: np.ndarray, path: Path) -> None:
    """Check that features belong to their image.

    Raises:
        UserError: they do not, or are not finite.
    """
    if not np.isfinite(h).all():
        raise UserError(
            _("{path} gives NaN or infinite features for images of noise: its weights are damaged.").format(
                path=path
            )
        )
    if not _is_close(again, h):
        raise UserError(
            _(
                "{path} gives other features when it sees the same images again: call model.eval() "
                "before exporting it, which turns dropout off."
            ).format(path=path)
        )
    if not _is_close(alone, h[:1]):
        raise UserError(
            _(
                "{path} gives an image other features when other images are beside it: call model.eval() "
                "before exporting it, which makes batch norm use its own statistics."
            ).format(path=path)
        )


def _is_close(first: np.ndarray, second: np.ndarray) -> bool:
    lengths = np.linalg.norm(second, axis=1)
    return bool((np.linalg.norm(first - second, axis=1) <= _CLOSE * lengths + 1e-6).all())
