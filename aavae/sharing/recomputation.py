"""What computes the numbers of a page again: command lines, and the cells of a notebook."""

import shlex
from collections.abc import Sequence
from typing import NamedTuple

from aavae.config import AugmentConfig, Config
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import Subject
from aavae.flags import to_flags
from aavae.language import _
from aavae.sharing.notebook import Cell, code, text


class Recomputation(NamedTuple):
    """How numbers are computed again.

    Attributes:
        commands: command lines of the product, which print them.
        cells: of a notebook, which leave them in `rows`.
        seed: decides every random choice of the evaluation; None: there is none.
    """

    commands: Sequence[str]
    cells: Sequence[Cell]
    seed: int | None = 0


def write_command(name: str, subjects: Sequence[Subject], dataset: Dataset, *flags: str) -> str:
    """A command line of the product, for a shell.

    Args:
        name: of the command.
        subjects: the runs that it names.
        dataset: the images.
        *flags: its further words.
    """
    data = [] if dataset.name == "bundled" else ["--data", dataset.name]
    words = ["python", "-m", "aavae", name, *(subject.name for subject in subjects), *data, *flags]
    return shlex.join(words)


def write_augment_flags(config: AugmentConfig) -> list[str]:
    """The flags of an augmentation; none where it is that of the training."""
    return to_flags(config, "augment.")


def write_config(config: Config) -> str:
    """A configuration as the Python expression that makes it; what is at its default is left out."""
    changed = config.model_dump(exclude_defaults=True)
    return f"{type(config).__name__}({', '.join(f'{name}={value!r}' for name, value in changed.items())})"


def open_subjects(subjects: Sequence[Subject], dataset: Dataset) -> list[Cell]:
    """The cells that load images and models, and say so where they are not those of the page any more."""
    digests = {subject.name: subject.compute_digest() for subject in subjects}
    lines = [
        "from aavae.data.store import load_dataset",
        "from aavae.evaluation.subject import find_subject",
        "",
        f"dataset = load_dataset({dataset.name!r})",
        f"if dataset.digest != {dataset.digest!r}:",
        '    print("The images are not those of the page any more.")',
        "digests = {",
        *(f"    {name!r}: {digest!r}," for name, digest in digests.items()),
        "}",
        "subjects = [find_subject(name) for name in digests]",
        "for subject in subjects:",
        "    if subject.compute_digest() != digests[subject.name]:",
        '        print(f"{subject.title} is not the model of the page any more.")',
    ]
    return [text(_("## Images and models")), code("\n".join(lines))]


def show_rows() -> Cell:
    """The cell that shows `rows` as a table."""
    return code("import pandas as pd\n\npd.DataFrame(rows)")
