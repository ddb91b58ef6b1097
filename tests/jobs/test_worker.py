import time

from aavae.config import QueueConfig
from aavae.jobs import worker
from aavae.jobs.job import JobSpec, JobStatus, read_job, read_jobs
from aavae.jobs.settings import save_settings
from aavae.jobs.worker import count_ahead, count_ahead_of_new, count_slots, wait_for_turn
from aavae.runs.layout import RunLayout
from aavae.runs.process import describe_process
from tests.jobs.test_job import SPEC, write_job
from tests.patience import PATIENCE

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


def test_one_submitted_now_comes_after_all_that_are_there() -> None:
    jobs = read_jobs()
    assert count_ahead_of_new("training", jobs) == 0
    write_job(1, RUNNING, TRAINING.model_copy(update={"group": "race"}))
    write_job(2, RUNNING, TRAINING.model_copy(update={"group": "race"}))
    write_job(3, JobStatus(state="finished"), TRAINING)
    write_job(
        4, JobStatus(state="waiting", cluster="slurm"), TRAINING.model_copy(update={"cluster": "slurm"})
    )
    write_job(5, RUNNING)
    jobs = read_jobs()
    assert (count_ahead_of_new("training", jobs), count_ahead_of_new("analysis", jobs)) == (1, 1)
    write_job(6, RUNNING.model_copy(update={"state": "waiting"}), TRAINING)
    assert count_ahead_of_new("training", read_jobs()) == 2
    # Whoever is submitted after all finds as many ahead as were announced.
    write_job(10**19, RUNNING.model_copy(update={"state": "waiting"}), TRAINING)
    assert count(10**19) == 2


def test_a_lane_has_as_many_slots_as_the_settings_say_and_analyses_one() -> None:
    save_settings(QueueConfig(jobs_at_once=3))
    assert (count_slots("training"), count_slots("analysis")) == (3, 1)


def test_a_job_waits_until_it_is_stopped() -> None:
    write_job(1, RUNNING)
    job = read_job(write_job(2, RUNNING.model_copy(update={"state": "waiting"})))
    assert job is not None
    job.stop.touch()
    assert not wait_for_turn(job)
    first = read_jobs()[0]
    assert wait_for_turn(first)


def test_a_training_of_few_minutes_is_asked_to_save_and_stop() -> None:
    write_job(1, RUNNING, TRAINING.model_copy(update={"run": "mine", "minutes": 0.001}))
    (job,) = read_jobs()
    layout = RunLayout.of("mine")
    layout.path.mkdir(parents=True)
    deadline = time.monotonic() + PATIENCE
    with worker._end_in_time(job):
        while not layout.stop.exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)
    assert worker._describe_end(job, 0) == (
        "stopped",
        "It saved and stopped: a training has 0.001 min here. Resume it.",
    )


def test_a_training_without_a_limit_is_left_alone_and_one_that_ends_before_it() -> None:
    write_job(1, RUNNING, TRAINING.model_copy(update={"run": "mine"}))
    write_job(2, RUNNING, TRAINING.model_copy(update={"run": "other", "minutes": 0.01}))
    RunLayout.of("mine").path.mkdir(parents=True)
    RunLayout.of("other").path.mkdir(parents=True)
    for job in read_jobs():
        with worker._end_in_time(job):
            pass
    time.sleep(0.8)
    for job in read_jobs():
        assert not job.stop.exists()
        assert worker._describe_end(job, 0) == ("finished", "")
