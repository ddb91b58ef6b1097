"""How jobs run unless told otherwise: one file beside the queue, which the app's settings write."""

from pydantic import ValidationError

from aavae.atomic import advise
from aavae.config import QueueConfig
from aavae.errors import UserError
from aavae.jobs.job import jobs_dir, make_jobs_dir
from aavae.language import _
from aavae.permissions import check_allowed
from aavae.runs.layout import write_json


def load_settings() -> QueueConfig:
    """The saved settings; the defaults where there are none, or damaged ones."""
    try:
        return QueueConfig.model_validate_json((jobs_dir() / "settings.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, ValidationError):
        return QueueConfig()


def save_settings(settings: QueueConfig) -> None:
    """Save them for every session and every job to come.

    Raises:
        UserError: the file may or can not be written.
    """
    check_allowed("change settings")
    make_jobs_dir()
    try:
        write_json(jobs_dir() / "settings.json", settings.model_dump())
    except OSError as error:
        raise UserError(
            _("The settings cannot be saved in {folder} {advice}.").format(
                folder=jobs_dir(), advice=advise(error)
            )
        ) from error
