import threading
import time

import pytest
import torch

from aavae.evaluation.subject import Subject, find_subject
from aavae.jobs.job import JobSpec, JobStatus, jobs_dir, write_job_status
from aavae.runs.layout import write_json
from aavae.runs.process import describe_process
from aavae.runs.status import Status, write_status
from aavae.threads import time_shared_piece
from aavae.ui.server import warm
from tests.conftest import make_run


def test_nothing_is_encoded_ahead_while_a_model_trains_or_is_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encoded: list[tuple[str, int]] = []

    def record(subject: Subject, *_: object) -> None:
        with time_shared_piece("encoding", 1000):
            encoded.append((subject.name, torch.get_num_threads()))

    torch.set_num_threads(2)  # what this thread's work would have
    run = make_run("mine")
    monkeypatch.setattr("aavae.evaluation.subject.list_shipped", lambda: [find_subject("mine")])
    monkeypatch.setattr("aavae.evaluation.representations.load_representations", record)
    monkeypatch.setattr(warm, "_POLL_SECONDS", 0.01)
    write_status(run.layout.status, Status(state="running", **describe_process()))
    thread = threading.Thread(target=warm._warm)
    thread.start()
    time.sleep(1.0)
    assert thread.is_alive() and not encoded
    # A measurement of what a training takes is no less disturbed than the training.
    job = jobs_dir() / "1"
    job.mkdir(parents=True)
    write_json(job / "job.json", JobSpec(title="", kind="estimate", arguments=("estimate",)).model_dump())
    write_job_status(job, JobStatus(state="running", **describe_process()))
    write_status(run.layout.status, Status(state="finished"))
    time.sleep(1.0)
    assert thread.is_alive() and not encoded
    write_job_status(job, JobStatus(state="finished"))
    thread.join(60)
    assert encoded == 2 * [("mine", 1)] + 2 * [("untrained", 1)]
