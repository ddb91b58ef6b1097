"""What the commands that decode latents share: who can take part, and files of what was painted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from aavae.atomic import write_atomically
from aavae.commands.output import check_out, save_arrays
from aavae.commands.subjects import OnRuns
from aavae.data.image_set import Dataset, to_uint8
from aavae.errors import UserError
from aavae.evaluation.generation.samples import check_decoder
from aavae.evaluation.subject import Subject
from aavae.grids import choose_saved_scale, make_sheet


@dataclass(frozen=True, kw_only=True)
class OnDecoders(OnRuns):
    """Flags of every command that decodes latents of images."""

    out: Path | None = None
    """Also write what was decoded: to .npz, a single run's latents and images, or to .png, a row for each
    run."""

    def find_decoders(self) -> list[Subject]:
        """The runs by name, and the file's name, checked before the first is computed.

        Raises:
            UserError: there is no such run, none was named, one has no decoder, or the file cannot be made.
        """
        if self.out is not None:
            check_file(self.out, len(self.runs))
        subjects = self.find_subjects()
        for subject in subjects:
            check_decoder(subject)
        return subjects

    def save(self, records: Sequence[Mapping[str, np.ndarray]]) -> None:
        """Write the latents and images of each run, if the flag asks for it.

        Raises:
            UserError: the file cannot be written.
        """
        if self.out is not None:
            images = [record["images"] for record in records]
            save_painted(self.out, records[0], np.concatenate(images), columns=len(images[0]))


def get_image(dataset: Dataset, id: int) -> np.ndarray:
    """An image of the pool by its number, uint8 (3, H, W).

    Raises:
        UserError: there is no such image.
    """
    from aavae.data.pool import get_images

    return get_images(dataset, np.array([id]))[0]


def check_file(path: Path, num_runs: int) -> None:
    """Raise a UserError if what is to be painted cannot go to this file."""
    check_out(path, (".npz", ".png"))
    if path.suffix == ".npz" and num_runs != 1:
        raise UserError("--out to .npz holds the arrays of one run: name a single run, or give a .png.")


def save_painted(path: Path, arrays: Mapping[str, np.ndarray], images: np.ndarray, columns: int) -> None:
    """Write arrays to an .npz file, or images to a .png.

    Args:
        path: its suffix decides.
        arrays: for an .npz file.
        images: float32 (N, 3, H, W) in [0, 1], for a .png: row by row, enlarged, with nothing between them.
        columns: images in a row.

    Raises:
        UserError: the file cannot be written.
    """
    if path.suffix == ".npz":
        save_arrays(path, arrays)
        return
    picture = make_sheet(to_uint8(images), columns, scale=choose_saved_scale(images.shape[-1]))
    try:
        write_atomically(path, lambda temporary: temporary.write_bytes(picture))
    except OSError as error:
        raise UserError(f"--out {path} cannot be written: {error.strerror}.") from error
