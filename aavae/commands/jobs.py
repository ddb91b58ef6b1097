"""`python -m aavae jobs`."""

from dataclasses import dataclass
from typing import Annotated, Literal

import tyro

from aavae.commands.output import print_rows

JobsAction = Literal["list", "stop", "kill", "log"]


@dataclass(frozen=True)
class JobsCommand:
    """List the background jobs of the queue, stop or kill one, or print the end of its log.

    `jobs stop ID` lets a training save first; `jobs kill ID` is for one that does not react.
    """

    action: Annotated[JobsAction, tyro.conf.Positional] = "list"
    """What to do."""
    job: Annotated[str | None, tyro.conf.Positional] = None
    """The job, by its id or the end of it."""
    json: bool = False
    """Print one JSON array on standard output."""

    def __call__(self) -> None:
        """Do it, then list the jobs."""
        from aavae.errors import UserError
        from aavae.jobs import queue
        from aavae.jobs.job import read_tail

        if (self.action == "list") != (self.job is None):
            raise UserError("Say `jobs list`, or `jobs stop ID`, `jobs kill ID`, `jobs log ID`.")
        if self.job is not None:
            job = queue.find_job(self.job)
            if self.action == "log":
                print(read_tail(job.log))
                return
            (queue.stop if self.action == "stop" else queue.kill)(job)
        rows = [
            {
                "id": queue.short_id(job),
                "kind": job.spec.kind,
                "title": job.spec.title,
                "engine": job.spec.cluster,
                "state": job.status.state,
                "seconds": None if job.seconds is None else round(job.seconds, 1),
                "message": job.status.message,
            }
            for job in queue.list_jobs()
        ]
        print_rows(rows, self.json)
