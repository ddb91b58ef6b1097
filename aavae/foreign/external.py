"""Encoders and vectors of other software: what is kept of them, and how they are found. Imports no torch.

Each is a directory among the runs, so that no two things have one name: `external.json` says what it is,
beside the files that were brought. Nothing here trains them, so they are no runs.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, TypeAdapter, ValidationError

from aavae.atomic import advise
from aavae.config import Config, RepresentationName
from aavae.errors import UserError
from aavae.language import _
from aavae.paths import runs_dir
from aavae.permissions import check_allowed
from aavae.runs.layout import write_json
from aavae.runs.registry import EXTERNAL_FILE, claim_directory, list_directories

Channels = tuple[float, float, float]


class BroughtFile(Config):
    """A file as it was when it was imported."""

    name: str
    """Without its folder."""
    sha256: str
    """In hexadecimal digits."""


class EncoderConfig(Config):
    """An encoder, and perhaps a decoder, in ONNX files."""

    kind: Literal["encoder"] = "encoder"
    encoder: BroughtFile
    decoder: BroughtFile | None = None
    image_size: Annotated[int, Field(ge=1, le=4096)] | None
    """Height and width of the images that it takes, in pixels; None: any."""
    resize: bool = False
    """Whether images of other sizes are resized to `image_size`."""
    mean: Channels = (0.0, 0.0, 0.0)
    """Of each channel of images in [0, 1]: taken away before the encoder sees them."""
    std: Channels = (1.0, 1.0, 1.0)
    """Of each channel: divided by, after the mean is taken away."""
    paints_normalised: bool = False
    """Whether the decoder's images are normalised by mean and std, and not in [0, 1]."""
    features: str
    """The output that is h."""
    mu: str | None = None
    """The output that is the posterior's mean; None: a decoder takes h."""
    log_var: str | None = None
    """The output that is the posterior's log variance."""
    layers: tuple[str, ...] = ()
    """Further outputs, each a layer, in the order of the file."""
    width: Annotated[int, Field(ge=1)]
    """Of h."""
    latent_dim: Annotated[int, Field(ge=1)] | None
    """Of mu; None without a decoder or a mu."""

    @property
    def representations(self) -> tuple[RepresentationName, ...]:
        """Those that it has."""
        if self.latent_dim is None:
            return ("h",)
        return ("h", "mu") if self.log_var is None else ("h", "mu", "z")


class VectorsConfig(Config):
    """A vector for each image of a set; nothing that could encode another image."""

    kind: Literal["vectors"] = "vectors"
    file: BroughtFile
    data: str
    """The image set, by name."""
    data_digest: str
    """Of the set as it was."""
    width: Annotated[int, Field(ge=1)]
    """Numbers in a vector."""
    splits: tuple[Literal["train", "test"], ...]
    """Of which images there are vectors."""
    values_sha256: str
    """Of the vectors in the order of the images: the same file can be joined in other ways."""

    @property
    def representations(self) -> tuple[RepresentationName, ...]:
        """The vectors take the place of h."""
        return ("h",)


_CONFIG: TypeAdapter[EncoderConfig | VectorsConfig] = TypeAdapter(
    Annotated[EncoderConfig | VectorsConfig, Field(discriminator="kind")]
)


class External(NamedTuple):
    """An encoder or vectors of other software.

    Attributes:
        name: its directory's name.
        config: what it is.
        path: its directory.
    """

    name: str
    config: EncoderConfig | VectorsConfig
    path: Path

    @property
    def encoder(self) -> Path:
        """The file of an encoder."""
        return self.path / "encoder.onnx"

    @property
    def decoder(self) -> Path:
        """The file of its decoder, if it has one."""
        return self.path / "decoder.onnx"

    @property
    def vectors(self) -> Path:
        """The file of vectors: `h_train` and `h_test`, float32 (N, D), those that there are."""
        return self.path / "vectors.safetensors"

    def compute_digest(self) -> str:
        """A digest of all that decides its representations: its files, and how they are used."""
        names = {"encoder": {"name"}, "decoder": {"name"}, "file": {"name"}}
        text = self.config.model_dump_json(exclude=names)  # pyright: ignore[reportArgumentType]
        return hashlib.sha256(text.encode()).hexdigest()


def list_externals() -> list[External]:
    """All of them by name; a damaged one is left out."""
    found = (_read(path) for path in list_directories(runs_dir()))
    return [each for each in found if isinstance(each, External)]


def list_damaged_externals() -> list[tuple[str, str]]:
    """Name and fault of each that cannot be read."""
    both = [(path.name, _read(path)) for path in list_directories(runs_dir())]
    return [(name, found) for name, found in both if isinstance(found, str)]


def find_external(name: str) -> External | None:
    """One by its name, or by its directory; None: there is none.

    Raises:
        UserError: it is damaged.
    """
    known = {path.name: path for path in list_directories(runs_dir())}
    try:
        path = known.get(name) or Path(name).expanduser().resolve()
    except (OSError, RuntimeError, ValueError):  # too long for a name, an unknown home, a null character
        return None
    found = _read(path) if name else None
    if isinstance(found, str):
        raise UserError(
            _("'{name}' is damaged ({reason}): delete it, and import it again.").format(
                name=name, reason=found
            )
        )
    return found


def _read(path: Path) -> External | str | None:
    """What a directory holds; a text: why that cannot be read; None: something else."""
    try:
        if not os.path.isfile(path / EXTERNAL_FILE):
            return None
        values = json.loads((path / EXTERNAL_FILE).read_text(encoding="utf-8"))
        return External(path.name, _CONFIG.validate_python(values), path)
    except ValidationError:
        return _("its {file} is not valid").format(file=EXTERNAL_FILE)
    except (OSError, ValueError, RecursionError):
        return _("its {file} cannot be read").format(file=EXTERNAL_FILE)


def create_external(
    name: str, config: EncoderConfig | VectorsConfig, fill: Callable[[External], object]
) -> External:
    """Keep what was brought under a new name; there is either the whole of it or nothing.

    Args:
        name: which no run has, either.
        config: what it is.
        fill: writes its files.

    Raises:
        UserError: the name is taken or not usable, or nothing can be written.
    """

    def fill_directory(path: Path) -> None:
        write_json(path / EXTERNAL_FILE, config.model_dump(mode="json"))
        fill(External(name, config, path))

    return External(name, config, claim_directory(name, fill_directory))


def delete_external(name: str) -> None:
    """Delete one for good.

    Raises:
        UserError: there is none of this name, or it may or can not be deleted.
    """
    check_allowed("delete models")
    path = runs_dir() / name
    if path not in list_directories(runs_dir()) or not os.path.isfile(path / EXTERNAL_FILE):
        raise UserError(_("There is no encoder and there are no vectors '{name}'.").format(name=name))
    try:
        shutil.rmtree(path)
    except OSError as error:
        raise UserError(
            _("'{name}' cannot be deleted {advice}.").format(name=name, advice=advise(error))
        ) from error
