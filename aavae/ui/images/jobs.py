"""Imports and downloads as background jobs."""

from collections.abc import Sequence
from pathlib import Path

from aavae.config import ClusterConfig
from aavae.flags import to_flags
from aavae.importing.known import KNOWN_SETS
from aavae.importing.settings import ImportSettings
from aavae.jobs.job import Job, JobSpec
from aavae.jobs.queue import list_jobs, submit
from aavae.language import _

_NAME = "--name"


def start_import(paths: Sequence[Path], name: str, settings: ImportSettings) -> Job:
    """Put an import into the queue of this machine.

    Raises:
        UserError: the queue cannot be written.
    """
    arguments = ("data", "import", *map(str, paths), _NAME, name, *to_flags(settings))
    return _submit(JobSpec(title=_name_import(name), kind="import", arguments=arguments))


def start_download(name: str) -> Job:
    """Put a download of a known set into the queue of this machine.

    Raises:
        UserError: the queue cannot be written.
    """
    arguments = ("data", "download", name)
    return _submit(JobSpec(title=_name_download(name), kind="import", arguments=arguments))


def name_job(job: Job) -> str:
    """What an import or a download is called in the reader's language; its title is in its starter's."""
    name = find_set_name(job)
    return _name_download(name) if is_download(job) else _name_import(name)


def _name_import(name: str) -> str:
    return _("Import: {name}").format(name=name)


def _name_download(name: str) -> str:
    known = KNOWN_SETS.get(name)
    return _("Download: {name}").format(name=known.label if known else name)


def list_imports() -> list[Job]:
    """All imports and downloads of images in the order of their submission, ended ones too."""
    return [job for job in list_jobs() if job.spec.kind == "import" and job.spec.arguments[0] == "data"]


def find_set_name(job: Job) -> str:
    """The name of the set that an import or a download makes."""
    arguments = job.spec.arguments
    if _NAME in arguments:
        return arguments[arguments.index(_NAME) + 1]
    return arguments[-1]


def is_download(job: Job) -> bool:
    """Whether the pictures come from the internet."""
    return job.spec.arguments[1:2] == ("download",)


def _submit(spec: JobSpec) -> Job:
    # The files are on this machine, whatever engine trains.
    return submit(spec, ClusterConfig())
