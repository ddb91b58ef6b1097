"""`python -m aavae represent`."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import tyro

from aavae.commands.output import check_out, print_note, print_rows, save_arrays

if TYPE_CHECKING:
    from aavae.data.image_set import ImageSet
    from aavae.evaluation.representations import Split


@dataclass(frozen=True, kw_only=True)
class RepresentCommand:
    """Write a run's representations of all images to an .npz file, in the order of the data set.

    The file holds h_train, mu_train, y_train, h_test, mu_test, y_test: float32, labels int64, -1 for
    an image without a label. SimCLR's mu is its projection.
    """

    run: Annotated[str, tyro.conf.Positional]
    """A run, by name or directory, also at an epoch, aavae@4; or a baseline: pixels, untrained."""
    out: Path
    """The .npz file to write."""
    data: str = "bundled"
    """The image set: bundled, or one that was imported."""
    json: bool = False
    """Print one JSON array on standard output."""

    def __call__(self) -> None:
        """Compute and write."""
        from aavae.commands.subjects import load_for
        from aavae.evaluation.representations import load_representations
        from aavae.evaluation.subject import find_subject

        check_out(self.out)
        subject = find_subject(self.run)
        dataset = load_for([subject], self.data)
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
