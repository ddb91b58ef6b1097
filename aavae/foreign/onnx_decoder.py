"""A decoder in an ONNX file, beside the encoder whose latents it takes."""

import torch

from aavae.errors import UserError
from aavae.foreign.external import EncoderConfig
from aavae.foreign.onnx_encoder import FLOATS, NUM_TRIED, TENSORS, USUAL_SIZE, draw_images
from aavae.foreign.onnx_file import OnnxFile
from aavae.foreign.onnx_model import OnnxModel, OnnxNetwork
from aavae.language import _


def add_decoder(config: EncoderConfig, network: OnnxNetwork, file: OnnxFile) -> EncoderConfig:
    """The configuration of an encoder with a decoder, which was tried on latents of the encoder.

    Args:
        config: of the encoder alone.
        network: the encoder.
        file: of the decoder.

    Raises:
        UserError: it does not take them, or does not paint images of the encoder's size.
    """
    path = file.path
    if config.resize:
        raise UserError(_("A decoder paints at the model's own size: leave --resize out."))
    painter = OnnxNetwork(file.content, str(path))
    if len(painter.inputs) != 1 or len(painter.outputs) != 1:
        raise UserError(
            _("{path} is no decoder: one takes latents (N, D) alone, and gives images alone.").format(
                path=path
            )
        )
    if painter.inputs[0].type not in FLOATS or painter.outputs[0].type not in TENSORS:
        raise UserError(
            _(
                "{path} takes {taken} and gives {given}: export it in single precision (model.float())."
            ).format(path=path, taken=painter.inputs[0].type, given=painter.outputs[0].type)
        )
    latent_dim = config.width if config.mu is None else config.latent_dim
    whole = config.model_copy(update={"decoder": file.describe(), "latent_dim": latent_dim})
    model = OnnxModel(whole, network, painter)
    posterior = model.encode(torch.from_numpy(draw_images(config.image_size or USUAL_SIZE)))
    shape = painter.inputs[0].shape
    if len(shape) == 2 and isinstance(shape[1], int) and shape[1] != latent_dim:
        representation = "h" if config.mu is None else "mu"
        raise UserError(
            _("{path} takes {count} latents, and the encoder's {representation} has {latent_dim}.").format(
                path=path, count=shape[1], representation=representation, latent_dim=latent_dim
            )
        )
    painted = model.decode(posterior.mu)
    # An encoder of any size has to see images as large as those that are painted: the two are compared.
    size = config.image_size or painted.shape[-1]
    expected = (NUM_TRIED, 3, size, size)
    if painted.shape != expected:
        raise UserError(
            _("{path} gives {shape} for {num_tried} latents: images are {expected}.").format(
                path=path, shape=tuple(painted.shape), num_tried=NUM_TRIED, expected=expected
            )
        )
    if not painted.isfinite().all():
        raise UserError(_("{path} paints NaN or infinite values: its weights are damaged.").format(path=path))
    return whole.model_copy(update={"image_size": size})
