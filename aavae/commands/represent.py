"""`python -m aavae represent`."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import tyro

from aavae.commands.output import check_out, print_note, print_rows, save_arrays
from aavae.errors import UserError

if TYPE_CHECKING:
    from aavae.config import RepresentationName
    from aavae.data.image_set import Dataset, ImageSet
    from aavae.evaluation.representations import Split
    from aavae.evaluation.subject import Subject

_TABLE = ".parquet"


@dataclass(frozen=True, kw_only=True)
class RepresentCommand:
    """Write a run's representations of images: as arrays, as a table with thumbnails, or for the Projector.

    An .npz file holds h_train, mu_train, y_train, h_test, mu_test, y_test: float32, labels int64, -1 for an
    image without a label, in the order of the data set. SimCLR's mu is its projection.

    A .parquet file has a row an image: id, split, label, label_name, image (a PNG, as Hugging Face and
    Embedding Atlas show it), h and mu, and with --map x and y. Test images come first, numbered as on the
    maps.

    --format projector writes a folder that TensorBoard's Projector opens, with a sprite of all images.
    """

    run: Annotated[str, tyro.conf.Positional]
    """A run, by name or directory, also at an epoch, aavae@4; an encoder or vectors that were imported; or a
    baseline: pixels, untrained."""
    out: Path
    """The .npz or .parquet file to write, or the projector's folder, which must not exist."""
    data: str = "bundled"
    """The image set: bundled, or one that was imported."""
    format: Literal["file", "projector"] = "file"
    """file: as the ending of --out says; projector: a folder."""
    representation: Literal["h", "mu", "z"] | None = None
    """Of a table or a projector's folder, which one; none: h and mu in a table, h in a folder."""
    images: Literal["all", "test"] = "all"
    """Of a table or a projector's folder: all images, or the test images alone."""
    map: bool = False
    """Of a table: also x and y, a UMAP of exactly these images, of h or the chosen representation; minutes
    for many images. Of CIFAR-10's test images it is the map that the pages show first."""
    json: bool = False
    """Print one JSON array on standard output."""

    def __call__(self) -> None:
        """Compute and write."""
        from aavae.commands.subjects import load_for
        from aavae.evaluation.subject import find_subject

        self._check()
        subject = find_subject(self.run)
        if self.representation is not None:
            subject.check_representation(self.representation)
        dataset = load_for([subject], self.data)
        if self.format == "projector":
            self._write_folder(subject, dataset)
        elif self.out.suffix == _TABLE:
            self._write_table(subject, dataset)
        else:
            self._write_arrays(subject, dataset)

    def _check(self) -> None:
        """Check, before anything is computed, that the options go together and the result can be written.

        Raises:
            UserError: they do not, or it cannot.
        """
        if self.format == "projector":
            if self.map:
                raise UserError("--map: the Projector lays points out itself; a .parquet file has x and y.")
            if self.out.exists():
                raise UserError(f"--out {self.out} exists already: name a folder that is to be made.")
            check_out(self.out, ("", self.out.suffix))
            return
        check_out(self.out, (".npz", _TABLE))
        if self.out.suffix != _TABLE and (self.representation or self.map or self.images != "all"):
            raise UserError(
                "--representation, --images and --map: an .npz file holds h and mu of all images; name a "
                ".parquet file."
            )

    def _choose_names(self, subject: "Subject") -> "list[RepresentationName]":
        if self.representation is not None:
            return [self.representation]
        return [name for name in subject.representations if name != "z"]

    def _write_table(self, subject: "Subject", dataset: "Dataset") -> None:
        from aavae.sharing.representation_table import write_representation_table

        names = self._choose_names(subject)
        try:
            count = write_representation_table(
                self.out, subject, dataset, names, images=self.images, with_map=self.map
            )
        except OSError as error:
            raise UserError(f"--out {self.out} cannot be written: {error.strerror}.") from error
        row = {"run": subject.name, "data": dataset.name, "out": str(self.out), "rows": count}
        print_rows([{**row, "representations": ", ".join(names), "map": self.map}], self.json)

    def _write_folder(self, subject: "Subject", dataset: "Dataset") -> None:
        from aavae.sharing.projector_folder import MAX_SHOWN, write_projector_folder

        name = self.representation or "h"
        try:
            count = write_projector_folder(self.out, subject, dataset, name, images=self.images)
        except OSError as error:
            raise UserError(f"--out {self.out} cannot be written: {error.strerror}.") from error
        if count > MAX_SHOWN:
            print_note(f"TensorBoard shows the first {MAX_SHOWN:,} of the {count:,} points.")
        row = {"run": subject.name, "data": dataset.name, "out": str(self.out), "points": count}
        print_rows([{**row, "representation": name}], self.json)

    def _write_arrays(self, subject: "Subject", dataset: "Dataset") -> None:
        from aavae.evaluation.representations import load_representations

        arrays = {}
        splits: dict[Split, ImageSet] = {"train": dataset.train, "test": dataset.test}
        for split, images in splits.items():
            representations = load_representations(subject, dataset, split)
            arrays[f"h_{split}"] = representations.h
            arrays[f"mu_{split}"] = representations.mu
            arrays[f"y_{split}"] = images.labels
        save_arrays(self.out, arrays)
        unlabelled = sum(len(images) - images.num_labelled for images in splits.values())
        if unlabelled:
            print_note(f"{unlabelled:,} of the images have no label: y_train and y_test are -1 there.")
        shapes = {name: list(array.shape) for name, array in arrays.items()}
        print_rows([{"run": subject.name, "data": dataset.name, "out": str(self.out), **shapes}], self.json)
