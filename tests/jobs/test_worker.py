from aavae.jobs.job import JobSpec, JobStatus, read_job, read_jobs
from aavae.jobs.worker import count_ahead, wait_for_turn
from aavae.runs.process import describe_process
from tests.jobs.test_job import SPEC, write_job

RUNNING = JobStatus(state="running", **describe_process())
TRAINING = JobSpec(title="a training", kind="training", arguments=("train",))


def count(number: int) -> int:
    jobs = read_jobs()
    return count_ahead(next(job for job in jobs if int(job.id) == number), jobs)


def test_the_earlier_jobs_of_a_lane_are_ahead() -> None:
    write_job(1, RUNNING, TRAINING)
    write_job(2, JobStatus(state="finished"), TRAINING)
    write_job(3, RUNNING)
    write_job(4, RUNNING.model_copy(update={"state": "waiting"}), TRAINING)
    write_job(5, RUNNING.model_copy(update={"state": "waiting"}), TRAINING)
    assert [count(number) for number in (1, 3, 4, 5)] == [0, 0, 1, 2]


def test_a_group_runs_side_by_side_and_counts_once() -> None:
    race = TRAINING.model_copy(update={"group": "race"})
    write_job(1, RUNNING, race)
    write_job(2, RUNNING, race)
    write_job(3, RUNNING, TRAINING)
    assert [count(number) for number in (1, 2, 3)] == [0, 0, 1]


def test_slurm_s_jobs_are_in_no_one_s_way_here() -> None:
    write_job(1, JobStatus(state="waiting", cluster="slurm"), SPEC.model_copy(update={"cluster": "slurm"}))
    write_job(2, RUNNING)
    assert count(2) == 0


def test_a_job_waits_until_it_is_stopped() -> None:
    write_job(1, RUNNING)
    job = read_job(write_job(2, RUNNING.model_copy(update={"state": "waiting"})))
    assert job is not None
    job.stop.touch()
    assert not wait_for_turn(job)
    first = read_jobs()[0]
    assert wait_for_turn(first)
