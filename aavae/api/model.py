"""A model in a notebook: images in, representations and images out, all as arrays."""

import os
from typing import TYPE_CHECKING

import numpy as np

from aavae.api.arguments import check_representation, check_seed
from aavae.api.images import read_pictures
from aavae.config import RepresentationName, RunConfig
from aavae.data.image_set import to_uint8
from aavae.errors import UserError
from aavae.evaluation.absence import explain_no_decoder
from aavae.evaluation.subject import UNTRAINED_CONFIG, Subject, find_subject

if TYPE_CHECKING:
    from aavae.api.images import Pictures
    from aavae.foreign.external import EncoderConfig, VectorsConfig


class LoadedModel:
    """A model to look at images with; `load` makes it.

    It computes with the weights that its run has at the moment: of a run that is being trained those of its
    last epoch.

    Attributes:
        subject: what the product's own analyses take.
    """

    def __init__(self, subject: Subject) -> None:
        self.subject = subject

    def __repr__(self) -> str:
        return f"<model {self.name!r}: {self.title}>"

    @property
    def name(self) -> str:
        """What commands, links and `load` call it."""
        return self.subject.name

    @property
    def title(self) -> str:
        """What people read, as on the pages."""
        return self.subject.title

    @property
    def config(self) -> "RunConfig | EncoderConfig | VectorsConfig | None":
        """What it was trained with; of other software, what is known of it; None: the pixels."""
        if self.subject.external is not None:
            return self.subject.external.config
        if self.subject.run is None:
            return None if self.subject.kind == "pixels" else UNTRAINED_CONFIG
        return self.subject.run.config

    @property
    def representations(self) -> tuple[RepresentationName, ...]:
        """Those of `h`, `mu` and `z` that it has."""
        return self.subject.representations

    @property
    def has_decoder(self) -> bool:
        """Whether it can decode and reconstruct."""
        return self.subject.has_decoder

    def encode(
        self,
        images: "Pictures",
        representation: RepresentationName = "h",
        *,
        seed: int = 0,
    ) -> np.ndarray:
        """Represent images.

        Args:
            images: uint8 (N, 3, H, W) from 0 to 255, of the model's size; or a list of N pictures of Pillow
                of any size, of which the largest square in the middle is taken.
            representation: `h`, what the encoder makes of an image; `mu`, the mean of its latents; `z`, a
                sample of them. SimCLR's mu and z are its projection.
            seed: decides the sample z; 0 or more.

        Returns:
            float32 (N, D).

        Raises:
            UserError: the images are of another kind or size, or the model has no such representation.
        """
        from aavae.evaluation.represent import represent

        check_representation(representation)
        seed = check_seed(seed)
        arrays = self._read(images)
        return represent(self.subject, arrays.astype(np.float32) / 255, representation, seed)

    def decode(self, latents: np.ndarray) -> np.ndarray:
        """Paint images from latents.

        Args:
            latents: numbers (N, D), D as of `encode` with `mu` or `z`, finite.

        Returns:
            uint8 (N, 3, H, W).

        Raises:
            UserError: the model has no decoder, or the latents are not such an array.
        """
        from aavae.evaluation.generation.samples import decode

        self._check_decoder()
        width = self.subject.latent_dim
        latents = np.asarray(latents)
        if latents.dtype.kind not in "fiu" or latents.ndim != 2 or latents.shape[1] != width:
            raise UserError(
                f"Latents of '{self.name}' are numbers of shape (N, {width}), and these are {latents.dtype} "
                f"{latents.shape}: take them from encode(images, 'mu')."
            )
        if not np.isfinite(latents).all():
            raise UserError("The latents hold NaN or infinity: give finite numbers.")
        return to_uint8(decode(self.subject, np.ascontiguousarray(latents, np.float32)))

    def reconstruct(self, images: "Pictures") -> np.ndarray:
        """Paint images again from the means of their latents.

        Args:
            images: as of `encode`.

        Returns:
            uint8 (N, 3, H, W).

        Raises:
            UserError: the model has no decoder, or the images are of another kind or size.
        """
        from aavae.evaluation.reconstruct import reconstruct

        self._check_decoder()
        return to_uint8(reconstruct(self.subject, self._read(images)))

    def _read(self, images: "Pictures") -> np.ndarray:
        size, encoder = self.subject.image_size, self.subject.encoder_config
        if isinstance(images, np.ndarray) and encoder is not None and encoder.resize:
            # The imported encoder scales whatever it gets.
            return read_pictures(images)
        if size is None and not isinstance(images, np.ndarray):
            size = UNTRAINED_CONFIG.model.image_size
        return read_pictures(images, size)

    def _check_decoder(self) -> None:
        if (reason := explain_no_decoder(self.subject)) is not None:
            raise UserError(f"'{self.name}' has no decoder ({reason}): choose an autoencoder.")


def load(name: str | os.PathLike[str]) -> LoadedModel:
    """Load a model.

    Args:
        name: of a shipped model (`aavae`, `vae`, `simclr`, ...), a run of one's own or what was imported, as
            `python -m aavae models` lists them; a run at an epoch, `aavae@4`; a run's directory; or a
            baseline, `untrained` or `pixels`.

    Returns:
        The model, to encode and reconstruct with, and for the functions that measure it.

    Raises:
        UserError: there is none of that name, or its weights are gone.
    """
    if not isinstance(name, str | os.PathLike):
        raise UserError(f"A model is found by its name, such as 'aavae', not by {name!r}.")
    subject = find_subject(str(name))
    subject.compute_digest()  # says at once if the weights are gone
    return LoadedModel(subject)


def find_model(model: "LoadedModel | str") -> LoadedModel:
    """The model that a caller means: by its name, or the model itself.

    Raises:
        UserError: there is none of that name, or it is something else.
    """
    return model if isinstance(model, LoadedModel) else load(model)
