"""A study's result: a row for each trained run, kept as JSON. Imports no torch: pages open at once."""

from pathlib import Path
from typing import Literal

from aavae.atomic import require_writable
from aavae.config import Config
from aavae.errors import UserError
from aavae.language import _
from aavae.methods import MethodName
from aavae.paths import study_models_dir
from aavae.runs.layout import write_json

Setting = float | int | str | bool


class StudyRow(Config):
    """What one trained run reached. Whatever needs a decoder or a posterior is None where there is none.

    Of images without labels there are neither probes nor what is told by class.
    """

    run: str
    """Name of the run, which says its budget and its settings: "study-aavae-beta-1-seed-0"."""
    method: MethodName | Literal["untrained"]
    """The objective; untrained: the encoder before any training."""
    seed: int
    """Of the training."""
    settings: dict[str, Setting]
    """What the study varies, e.g. {"beta": 0.1} or {"optim.learning_rate": 0.003}."""
    num_epochs: int
    """Passes over the training images."""
    device: str | None
    """What trained it, e.g. "cpu" or a GPU's name; None without training, or where nobody noted it."""
    images_per_second: float | None
    """Median over the epochs, as trained there, beside whatever else ran; None without training."""
    training_seconds: float | None
    """Time of the steps of all epochs there; None without training."""
    probe: dict[str, float]
    """Accuracy of the linear probe on h, mu and z, in [0, 1]; empty without labels."""
    interval: tuple[float, float] | None
    """95 % (Wilson) of the probe on h, over test images; None without labels."""
    per_class: list[float]
    """Accuracy of the probe on h for each class, in [0, 1], in the order of the table's class names."""
    knn: dict[str, float]
    """Accuracy of the kNN probe on h and mu, in [0, 1]; empty without labels."""
    auc: dict[str, float]
    """How often two augmented views of one image are more alike than views of two, by h and mu, in [0, 1]."""
    rank_h: float
    """Effective rank of h (RankMe, arXiv 2210.02885)."""
    mse: float | None
    """Mean squared error of reconstructed clean test images, pixels in [0, 1]."""
    mse_augmented: float | None
    """The same where the encoder sees an augmented view."""
    reconstruction: float | None
    """Negative log likelihood of clean test images, decoded from mu: nats an image."""
    kl: float | None
    """KL term of clean test images: nats an image."""
    active: int | None
    """Latents whose mean varies: Var(mu_j) > 0.01 (arXiv 1509.00519)."""
    informative: int | None
    """Latents whose mean varies more than their noise: Var(mu_j) / mean(sigma_j^2) > 1."""
    snr: float | None
    """Median over the latents of Var(mu_j) / mean(sigma_j^2)."""

    def get_interval(self) -> tuple[float, float]:
        """The interval of a row of images with labels, as all are that ship."""
        assert self.interval is not None
        return self.interval


class StudyTable(Config):
    """The rows of a study, and what is needed to make them again."""

    study: str
    """Name of the study."""
    command: str
    """What trains and evaluates its runs."""
    data: str
    """Name of the image set."""
    data_digest: str
    """Digest of its images and labels."""
    class_names: list[str]
    """Names of its classes."""
    budget: str
    """How long each run was trained, see `aavae.studies.budget`."""
    rows: list[StudyRow]
    """The finished runs, in the order of the study's cells."""


def table_path(study: str) -> Path:
    """Where a study's table is kept."""
    return study_models_dir() / f"{study}.json"


def load_table(study: str) -> StudyTable | None:
    """Read a study's table; None where there is none.

    Raises:
        UserError: the file is damaged.
    """
    path = table_path(study)
    try:
        return StudyTable.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise UserError(
            _(
                "The table {path} is damaged: restore it, or delete it and write it anew with `python -m "
                "aavae study table {study} --ship`."
            ).format(path=path, study=study)
        ) from error


def require_writable_table(study: str) -> None:
    """Check, before its runs are evaluated, that a study's table can be written.

    Raises:
        UserError: it cannot.
    """
    path = table_path(study)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        require_writable(path)
    except OSError as error:
        raise _unwritable(path, error) from error


def write_table(table: StudyTable) -> None:
    """Write a study's table, atomically.

    Raises:
        UserError: the file cannot be written.
    """
    path = table_path(table.study)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_json(path, table.model_dump())
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> UserError:
    return UserError(
        _("The table {path} cannot be written: {reason}.").format(path=path, reason=error.strerror)
    )
