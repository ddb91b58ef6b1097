"""The description kept as JSON beside the images of a set."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from aavae.config import Config
from aavae.data.image_set import Dataset
from aavae.kept_text import Text


class Meta(Config):
    """What a stored image set holds, so that listing sets reads no image."""

    name: str
    """What `--data` takes."""
    title: str
    """What people read, in English."""
    class_names: tuple[str, ...]
    """The name of each label; empty if no image has a label."""
    num_train: Annotated[int, Field(ge=1)]
    """Training images."""
    num_test: Annotated[int, Field(ge=1)]
    """Test images."""
    size: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]]
    """Height and width of every image, in pixels."""
    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    """`compute_digest` of the contents."""
    source: Text
    """Where the images came from, and how they were chosen."""
    num_labelled: tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]] | None = None
    """Training and test images with a label; none: all of them."""
    known: str = ""
    """The known set that this is, as `aavae.importing.known` names it; empty for any other."""
    notes: tuple[Text, ...] = ()
    """What was decided when it was imported, each a sentence."""


def describe(dataset: Dataset, source: str, known: str = "", notes: tuple[str, ...] = ()) -> Meta:
    """The description of a data set that came from `source`."""
    counts = dataset.train.num_labelled, dataset.test.num_labelled
    height, width = dataset.train.images.shape[2:]
    return Meta(
        name=dataset.name,
        title=dataset.title,
        class_names=dataset.train.class_names,
        num_train=len(dataset.train),
        num_test=len(dataset.test),
        size=(height, width),
        digest=dataset.digest,
        source=source,
        num_labelled=None if counts == (len(dataset.train), len(dataset.test)) else counts,
        known=known,
        notes=notes,
    )


def read_meta(path: Path) -> Meta:
    """Reads a description.

    Raises:
        OSError: if the file cannot be read.
        ValueError: if it is not a valid description.
    """
    return Meta.model_validate_json(path.read_bytes())


def write_meta(meta: Meta, path: Path) -> None:
    """Writes a description as indented JSON.

    Raises:
        OSError: if the file cannot be written.
    """
    path.write_text(meta.model_dump_json(indent=2) + "\n", encoding="utf-8")
