"""An encoder of other software as a model: run by onnxruntime, on the CPU, and used like one of ours."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor

from aavae.errors import UserError
from aavae.foreign.external import EncoderConfig, External
from aavae.language import _
from aavae.models import Normalise, Posterior
from aavae.threads import count_default_threads

_DTYPES = {"tensor(float)": np.float32, "tensor(float16)": np.float16}
_LEVEL_FATAL = 4
_CODES = re.compile(r"\[ONNXRuntimeError\] : \d+ : [A-Z_]+ : |/onnxruntime_src/.*?\)(?= [A-Z])|Fatal error: ")


class OnnxNetwork:
    """One ONNX file, ready to run.

    Args:
        content: the file's bytes.
        title: what to call it in an error.

    Attributes:
        inputs: what it takes, as onnxruntime describes it.
        outputs: what it gives.

    Raises:
        UserError: it is damaged, or onnxruntime cannot run it.
    """

    def __init__(self, content: bytes, title: str) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = count_default_threads()
        # A thread that waits leaves its core to others: the app is not alone on its machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = _LEVEL_FATAL  # what goes wrong is raised as well
        self._title = title
        try:
            self._session = onnxruntime.InferenceSession(content, options, ["CPUExecutionProvider"])
        except Exception as error:  # its errors have no base of their own
            raise UserError(
                _("{title} cannot be run by onnxruntime ({reason}).").format(
                    title=title, reason=_shorten(error)
                )
            ) from error
        self.inputs = self._session.get_inputs()
        self.outputs = self._session.get_outputs()

    @property
    def batch_size(self) -> int | None:
        """How many rows it takes at once; None: any number."""
        first = self.inputs[0].shape[:1]  # of a shape that the file leaves open there is none
        return first[0] if first and isinstance(first[0], int) and first[0] > 0 else None

    def run(self, inputs: np.ndarray, names: Sequence[str]) -> list[np.ndarray]:
        """Outputs for a batch; where the file fixes how many rows it takes, it is run as often as that needs.

        Args:
            inputs: float32 (N, ...).
            names: of the outputs.

        Returns:
            For each name an array (N, ...), in float32.

        Raises:
            UserError: it fails.
        """
        size = self.batch_size
        if size is None:
            return self._run(inputs, names)
        parts = []
        for start in range(0, max(1, len(inputs)), size):
            part = inputs[start : start + size]
            filler = np.zeros((size - len(part), *part.shape[1:]), part.dtype)
            parts.append([output[: len(part)] for output in self._run(np.concatenate([part, filler]), names)])
        return [np.concatenate(outputs) for outputs in zip(*parts, strict=True)]

    def _run(self, inputs: np.ndarray, names: Sequence[str]) -> list[np.ndarray]:
        (expected,) = self.inputs
        values = np.ascontiguousarray(inputs, _DTYPES[expected.type])
        try:
            outputs = self._session.run(list(names), {expected.name: values})
        except Exception as error:
            raise UserError(
                _("{title} cannot be run on {num_inputs} rows of shape {shape} ({reason}).").format(
                    title=self._title, num_inputs=len(inputs), shape=inputs.shape[1:], reason=_shorten(error)
                )
            ) from error
        return [np.asarray(output, np.float32) for output in outputs]


def _shorten(error: Exception) -> str:
    """What onnxruntime says, on one line, without its codes and the places in its own source."""
    text = _CODES.sub("", " ".join(str(error).split()))
    return text.rpartition("Status Message: ")[2][:300].rstrip(". ") or type(error).__name__


class OnnxModel:
    """Encoder and perhaps decoder.

    Attributes:
        normalise: the channel statistics that the encoder's images are normalised by.
        encoder: of images.
    """

    def __init__(self, config: EncoderConfig, encoder: OnnxNetwork, decoder: OnnxNetwork | None) -> None:
        self._config = config
        self.normalise = Normalise(torch.tensor(config.mean), torch.tensor(config.std))
        self.encoder = encoder
        self._decoder = decoder

    def encode(self, images: Tensor) -> Posterior:
        """Map images (N, 3, H, W) in [0, 1] to features, and to mu and log_var where it has them.

        Without a mu, a decoder takes h; without a decoder either, mu has no columns.
        """
        config = self._config
        names = list(dict.fromkeys(filter(None, (config.features, config.mu, config.log_var))))
        values = dict(zip(names, self._run(images, names), strict=True))
        h = values[config.features]
        if config.latent_dim is None:
            return Posterior(h, h[:, :0], None)
        mu = h if config.mu is None else values[config.mu]
        return Posterior(h, mu, None if config.log_var is None else values[config.log_var])

    def encode_layers(self, images: Tensor) -> dict[str, Tensor]:
        """Map images (N, 3, H, W) in [0, 1] to the features of each layer that the file names, (N, D).

        Maps (N, D, H, W) are averaged over space, tokens (N, T, D) over themselves.
        """
        layers = self._config.layers
        return dict(zip(layers, map(_pool, self._run(images, layers)), strict=True))

    def decode(self, latents: Tensor) -> Tensor:
        """Map latents (N, latent_dim) to images (N, 3, H, W) in [0, 1]."""
        assert self._decoder is not None
        (output,) = self._decoder.outputs
        (images,) = self._decoder.run(latents.numpy(), [output.name])
        painted = torch.from_numpy(images)
        return self.normalise.invert(painted) if self._config.paints_normalised else painted.clamp(0, 1)

    def _run(self, images: Tensor, names: Sequence[str]) -> list[Tensor]:
        size = self._config.image_size
        if self._config.resize and size is not None and images.shape[2:] != (size, size):
            images = _resize(images, size)
        arrays = self.encoder.run(self.normalise(images).numpy(), names)
        return [torch.from_numpy(array) for array in arrays]


def _resize(images: Tensor, size: int) -> Tensor:
    """Images (N, 3, H, W) in [0, 1] at `size` by `size` pixels, antialiased."""
    shape = (size, size)
    return torch.nn.functional.interpolate(images, shape, mode="bicubic", antialias=True).clamp(0, 1)


def _pool(values: Tensor) -> Tensor:
    """One vector an image: maps (N, D, H, W) averaged over space, tokens (N, T, D) over themselves."""
    return values.mean((2, 3)) if values.ndim == 4 else values.mean(1) if values.ndim == 3 else values


def load_onnx_model(external: External) -> OnnxModel:
    """Load an encoder that was imported, and its decoder if it has one.

    Raises:
        UserError: its files are gone, or cannot be run.
    """
    assert isinstance(external.config, EncoderConfig)
    decoder = None
    if external.config.decoder is not None:
        decoder = OnnxNetwork(
            _read(external.decoder), _("The decoder of '{name}'").format(name=external.name)
        )
    encoder = OnnxNetwork(_read(external.encoder), _("The encoder of '{name}'").format(name=external.name))
    return OnnxModel(external.config, encoder, decoder)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(
            _("{path} cannot be read ({reason}): import the encoder again.").format(
                path=path, reason=error.strerror
            )
        ) from error
