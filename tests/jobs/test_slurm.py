import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from aavae.__main__ import main
from aavae.config import ClusterConfig, HardwareConfig, ModelConfig, RunConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.jobs import queue
from aavae.jobs import slurm as engine
from aavae.jobs.job import JobSpec, read_tail
from aavae.jobs.training import find_active_job, resume_training, start_training, stop_training
from aavae.language import LANGUAGE_VARIABLE, use_language
from aavae.runs.pause import Paused, is_pause_requested
from tests.documents import DOCS, get_arguments, list_commands, read_blocks
from tests.jobs.slurm_cluster import SlurmCluster
from tests.patience import PATIENCE

ONE_PROCESSOR = ClusterConfig(cluster="slurm", time_minutes=10, cpus_per_task=1)


class Say(engine.Task):
    """Says a word to the log and notes how it was started."""

    def work(self) -> int:
        print("a word for the log")
        facts = {"folder": os.getcwd(), "pid": os.getpid()}
        (self.directory / "facts.json").write_text(json.dumps(facts))
        return 0


class Count(engine.Task):
    """Counts in a file, saves and leaves when it is asked to pause, and ends once it was requeued."""

    def work(self) -> int:
        file = self.directory / "count"
        count = int(file.read_text()) if file.exists() else 0
        restarts = int(os.environ.get("SLURM_RESTART_COUNT", 0))
        with open(self.directory / "starts", "a") as starts:
            starts.write(f"{restarts} {count}\n")
        while restarts == 0:
            count += 1
            time.sleep(0.05)
            if is_pause_requested():
                file.write_text(str(count))
                raise Paused
        return 0


class TellRank(engine.Task):
    """Asks Fabric who it is, and lets the two processes add their ranks."""

    def __init__(self, directory: Path, hardware: HardwareConfig) -> None:
        super().__init__(directory)
        self.hardware = hardware

    def work(self) -> int:
        import torch

        from aavae.train.environment import choose_environment
        from aavae.train.fabric import Fabric

        devices, nodes = self.hardware.devices, self.hardware.nodes
        environment = choose_environment(devices * nodes)
        fabric = Fabric(accelerator="cpu", devices=devices, num_nodes=nodes, plugins=environment)
        fabric.launch()
        total = fabric.all_reduce(torch.tensor(fabric.global_rank + 1.0), reduce_op="sum")
        assert isinstance(total, torch.Tensor)
        facts = [fabric.world_size, fabric.local_rank, fabric.node_rank, total.item()]
        (self.directory / f"rank-{fabric.global_rank}.json").write_text(json.dumps(facts))
        return 0


def wait_for(condition: Callable[[], object], directory: Path, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        log = directory / "log.txt"
        assert time.monotonic() < deadline, log.read_text() if log.exists() else "no log"
        time.sleep(0.1)


def has_ended(slurm_id: str) -> bool:
    return engine.query_states([slurm_id]) == {}


def read_starts(directory: Path) -> list[list[int]]:
    """For each start of a Count: how often it had been requeued, and the number it began at."""
    lines = (directory / "starts").read_text().splitlines()
    return [[int(word) for word in line.split()] for line in lines]


def test_a_job_runs_in_the_repository_and_logs_to_its_directory(slurm: SlurmCluster, tmp_path: Path) -> None:
    slurm_id = engine.submit(Say(tmp_path), ONE_PROCESSOR, HardwareConfig())
    states = engine.query_states([slurm_id])
    assert states is not None and states[slurm_id].name in ("PENDING", "RUNNING")
    wait_for(lambda: has_ended(slurm_id), tmp_path)
    facts = json.loads((tmp_path / "facts.json").read_text())
    assert facts["folder"] == os.getcwd()
    assert facts["pid"] != os.getpid()
    assert "a word for the log" in (tmp_path / "log.txt").read_text()


@pytest.mark.parametrize(("devices", "nodes"), [(2, 1), (1, 2)])
def test_fabric_sees_two_processes_on_one_machine_or_two(
    slurm: SlurmCluster, tmp_path: Path, devices: int, nodes: int
) -> None:
    hardware = HardwareConfig(devices=devices, nodes=nodes)
    slurm_id = engine.submit(TellRank(tmp_path, hardware), ONE_PROCESSOR, hardware)
    wait_for(lambda: has_ended(slurm_id), tmp_path)
    found = {path.stem: json.loads(path.read_text()) for path in tmp_path.glob("rank-*.json")}
    assert found == {"rank-0": [2, 0, 0, 3.0], "rank-1": [2, devices - 1, nodes - 1, 3.0]}


def test_a_job_that_waits_says_why_and_can_be_cancelled(slurm: SlurmCluster, tmp_path: Path) -> None:
    slurm.run("scontrol", "update", "PartitionName=main", "State=DOWN")
    try:
        slurm_id = engine.submit(Say(tmp_path), ONE_PROCESSOR, HardwareConfig())
        state = engine.SlurmState("PENDING", "in Slurm's queue (PartitionDown)")
        wait_for(lambda: engine.query_states([slurm_id]) == {slurm_id: state}, tmp_path)
        engine.cancel(slurm_id)
        assert has_ended(slurm_id)
    finally:
        slurm.run("scontrol", "update", "PartitionName=main", "State=UP")
    assert not (tmp_path / "facts.json").exists()
    engine.cancel(slurm_id)


def test_a_cancelled_job_may_save_and_does_not_come_back(slurm: SlurmCluster, tmp_path: Path) -> None:
    slurm_id = engine.submit(Count(tmp_path), ONE_PROCESSOR, HardwareConfig())
    wait_for((tmp_path / "starts").exists, tmp_path)
    time.sleep(0.5)
    engine.cancel(slurm_id)
    wait_for(lambda: has_ended(slurm_id), tmp_path)
    assert int((tmp_path / "count").read_text()) > 0
    assert read_starts(tmp_path) == [[0, 0]]
    assert "JobState=CANCELLED" in slurm.run("scontrol", "show", "job", slurm_id)


def test_at_its_time_limit_a_job_saves_is_requeued_and_goes_on(slurm: SlurmCluster, tmp_path: Path) -> None:
    one_minute = ONE_PROCESSOR.model_copy(update={"time_minutes": 1})
    slurm_id = engine.submit(Count(tmp_path), one_minute, HardwareConfig())
    wait_for(lambda: has_ended(slurm_id), tmp_path)
    saved = int((tmp_path / "count").read_text())
    assert saved > 0
    assert read_starts(tmp_path) == [[0, 0], [1, saved]]


def test_a_preempted_job_saves_is_requeued_and_goes_on(slurm: SlurmCluster, tmp_path: Path) -> None:
    a_node = ONE_PROCESSOR.model_copy(update={"cpus_per_task": 2})
    urgent = ONE_PROCESSOR.model_copy(update={"partition": "urgent"})
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    first_id = engine.submit(Count(tmp_path / "first"), a_node, HardwareConfig())
    wait_for((tmp_path / "first" / "starts").exists, tmp_path / "first")
    time.sleep(0.5)
    second_id = engine.submit(Say(tmp_path / "second"), urgent, HardwareConfig(nodes=2))
    wait_for(lambda: has_ended(first_id) and has_ended(second_id), tmp_path / "first")
    saved = int((tmp_path / "first" / "count").read_text())
    assert saved > 0
    assert read_starts(tmp_path / "first") == [[0, 0], [1, saved]]
    assert (tmp_path / "second" / "facts.json").exists()


def test_the_queue_runs_a_command_line_on_slurm(slurm: SlurmCluster) -> None:
    spec = JobSpec(title="the models", kind="probe", arguments=("models", "--json"))
    with use_language("de"):
        job = queue.submit(spec, ONE_PROCESSOR)
    scripts = [path.read_text() for path in (job.path / "slurm").glob("*.sh")]
    assert all(f"export {LANGUAGE_VARIABLE}=de\n" in script for script in scripts) and scripts
    wait_for(lambda: not queue.find_job(job.id).status.is_active, job.path)
    job = queue.find_job(job.id)
    assert job.status.state == "finished", read_tail(job.log)
    assert '"name": "aavae"' in job.log.read_text()


def test_what_the_how_to_says_trains_on_slurm(
    slurm: SlurmCluster,
    micro_dataset: Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_set(tmp_path / "data", micro_dataset, "drawn")
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    blocks = read_blocks((DOCS / "how_to" / "train_on_slurm.md").read_text(encoding="utf-8"))
    train, jobs, resume = (get_arguments(words) for block in blocks for words in list_commands(block))
    assert train is not None and jobs is not None and resume is not None
    # Few images: a slow training.
    assert main([*train, "--data", "tiny"]) == 0
    capsys.readouterr()
    assert main([*jobs, "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["engine"] == "slurm"
    (job,) = queue.list_jobs()
    wait_for(lambda: not queue.find_job(job.id).status.is_active, job.path)
    assert main(["jobs", "log", row["id"]]) == 0
    assert "mine" in capsys.readouterr().out
    assert main(resume) == 0
    assert "mine: finished" in capsys.readouterr().out


def test_a_training_of_two_processes_pauses_and_goes_on_to_its_end(
    slurm: SlurmCluster, micro_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_set(tmp_path / "data", micro_dataset, "drawn")
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    config = RunConfig(num_epochs=6, batch_size=16, data="tiny", model=ModelConfig(latent_dim=8))
    hardware = HardwareConfig(accelerator="cpu", precision="32-true", devices=2)
    run = start_training("mine", config, hardware, ONE_PROCESSOR)
    job = find_active_job(run)
    assert job is not None
    wait_for(lambda: run.status.step > 4, job.path)
    slurm.run("scancel", "--signal=USR2", job.slurm_id)
    wait_for(lambda: run.status.state != "running", job.path)
    paused = run.status
    assert (paused.state, paused.total_steps, paused.processes) == ("waiting", 24, 2), read_tail(job.log)
    assert 4 < paused.step < 24
    wait_for(lambda: not queue.find_job(job.id).status.is_active, job.path)
    assert queue.find_job(job.id).status.state == "finished"
    assert run.status.state == "finished", read_tail(job.log)
    assert [metrics["epoch"] for metrics in run.metrics] == list(range(1, 7))
    assert "Restarts=1" in slurm.run("scontrol", "show", "job", job.slurm_id)


def test_a_training_is_watched_stopped_resumed_and_taken_off_the_queue(
    slurm: SlurmCluster, micro_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_set(tmp_path / "data", micro_dataset, "drawn")
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    config = RunConfig(num_epochs=500, batch_size=16, data="tiny", model=ModelConfig(latent_dim=8))
    hardware = HardwareConfig(accelerator="cpu", precision="32-true")
    run = start_training("mine", config, hardware, ONE_PROCESSOR)
    job = find_active_job(run)
    assert job is not None
    wait_for(lambda: queue.find_job(job.id).status.state == "running" and run.status.step > 4, job.path)
    assert (run.status.state, run.status.cluster, run.status.device) == ("running", "slurm", "cpu")
    stop_training(run)
    stop_training(run)
    wait_for(lambda: not queue.find_job(job.id).status.is_active, job.path)
    stopped = run.status
    assert (stopped.state, queue.find_job(job.id).status.state) == ("stopped", "stopped"), read_tail(job.log)
    assert 4 < stopped.step < stopped.total_steps

    resume_training(run, hardware, ONE_PROCESSOR)
    again = find_active_job(run)
    assert again is not None and again.id > job.id
    with pytest.raises(UserError, match="already: watch it, or stop it first"):
        resume_training(run, hardware, ONE_PROCESSOR)
    wait_for(lambda: run.status.state == "running" and run.status.step > stopped.step, again.path)
    slurm.run("scancel", again.slurm_id)
    wait_for(lambda: not queue.find_job(again.id).status.is_active, again.path)
    assert run.status.state == "stopped", run.status
    assert "resume the run" in run.status.message


@pytest.mark.parametrize(
    ("cluster", "reason"),
    [
        (ONE_PROCESSOR.model_copy(update={"partition": "nowhere"}), "Invalid partition name"),
        (ONE_PROCESSOR.model_copy(update={"memory_gb": 900}), "Memory specification can not be satisfied"),
        (ONE_PROCESSOR.model_copy(update={"gpus_per_node": 1}), "Invalid generic resource"),
    ],
)
def test_what_slurm_refuses_is_a_sentence_with_its_reason(
    slurm: SlurmCluster, tmp_path: Path, cluster: ClusterConfig, reason: str
) -> None:
    with pytest.raises(UserError, match=rf"^Slurm refuses the job \(.*{reason}.*\): change .*settings\.$"):
        engine.submit(Say(tmp_path), cluster, HardwareConfig())
    assert slurm.run("squeue", "--noheader") == ""


def test_without_slurm_nothing_is_submitted_and_nothing_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UserError, match="sbatch is not on this machine's PATH: choose the local engine"):
        engine.submit(Say(tmp_path), ONE_PROCESSOR, HardwareConfig())
    assert engine.query_states(["1"]) is None
    with pytest.raises(UserError, match="Slurm does not answer"):
        engine.cancel("1")


def test_pages_that_ask_together_are_answered_once(
    slurm: SlurmCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert engine.query_states(["1001", "1002"]) == {}
    monkeypatch.setenv("PATH", "")
    assert engine.query_states(["1002"]) == {}
    assert engine.query_states(["1003"]) is None
