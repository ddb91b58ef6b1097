"""From ONNX files to an encoder that stands beside the runs: tried out first, and refused with a reason."""

from pathlib import Path
from typing import NamedTuple

from aavae.foreign.encoder_settings import EncoderSettings
from aavae.foreign.external import EncoderConfig, External, create_external
from aavae.foreign.onnx_decoder import add_decoder
from aavae.foreign.onnx_encoder import inspect_encoder
from aavae.foreign.onnx_file import OnnxFile, read_onnx
from aavae.foreign.onnx_model import OnnxNetwork
from aavae.formatting import format_count
from aavae.language import _
from aavae.runs.registry import check_name


class ImportedEncoder(NamedTuple):
    """A new encoder, and what to know about it.

    Attributes:
        external: the encoder.
        notes: whole sentences.
    """

    external: External
    notes: list[str]


def import_encoder(
    path: Path, name: str, settings: EncoderSettings, decoder: Path | None = None
) -> ImportedEncoder:
    """Take an encoder, and perhaps a decoder, from ONNX files; there is either the whole of it or nothing.

    Each is run on a few random images first: the same image must give the same features, whatever images
    are beside it.

    Args:
        path: of the encoder, which maps images (N, 3, S, S) to features (N, D) and maybe further outputs.
        name: of the new encoder.
        settings: what the file does not say.
        decoder: of the decoder, which maps mu, or h where the encoder has none, to images (N, 3, S, S).

    Raises:
        UserError: the name is taken, a file cannot be used, or the settings do not fit it.
    """
    check_name(name)
    settings.check()
    file = read_onnx(path)
    network = OnnxNetwork(file.content, str(path))
    config = inspect_encoder(network, file, settings)
    painter: OnnxFile | None = None
    if decoder is not None:
        painter = read_onnx(decoder)
        config = add_decoder(config, network, painter)

    def fill(external: External) -> None:
        external.encoder.write_bytes(file.content)
        if painter is not None:
            external.decoder.write_bytes(painter.content)

    external = create_external(name, config, fill)
    return ImportedEncoder(external, _write_notes(config, settings, network))


def _write_notes(config: EncoderConfig, settings: EncoderSettings, network: OnnxNetwork) -> list[str]:
    takes = (
        _("It takes images of any size, and its output '{features}' is h, {width} numbers.")
        if config.image_size is None
        else _("It takes images of {size}x{size} pixels, and its output '{features}' is h, {width} numbers.")
    )
    notes = [takes.format(size=config.image_size, features=config.features, width=format_count(config.width))]
    if config.mu is not None and config.log_var is not None:
        notes.append(_("Its outputs 'mu' and 'log_var' are taken for the posterior's."))
    elif config.mu is not None:
        notes.append(_("Its output 'mu' is taken for the posterior's."))
    if config.layers:
        notes.append(_("Further outputs are layers: {names}.").format(names=", ".join(config.layers)))
    used = (config.features, config.mu, config.log_var, *config.layers)
    if left_out := [output.name for output in network.outputs if output.name not in used]:
        notes.append(_("Not used, as of another shape or type: {names}.").format(names=", ".join(left_out)))
    if network.batch_size is not None:
        notes.append(
            _(
                "Its file fixes the number of images at {batch_size}, and so many are encoded at once, "
                "which may be slow: dynamic_shapes of torch.onnx.export leaves it open."
            ).format(batch_size=network.batch_size)
        )
    if settings.are_plain:
        notes.append(
            _(
                "Images go in as they are, in [0, 1]: if it does not normalise them itself, import it again "
                "with --mean and --std."
            )
        )
    if config.decoder is not None:
        paints = (
            _(
                "Its decoder takes {latent_dim} latents; what it paints is taken to be normalised by mean "
                "and std."
            )
            if config.paints_normalised
            else _("Its decoder takes {latent_dim} latents; what it paints is taken to be in [0, 1].")
        )
        notes.append(paints.format(latent_dim=config.latent_dim))
    return notes
