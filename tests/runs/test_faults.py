"""What a training survives: kills at any moment, a full disk, debris of a power cut, a second trainer."""

import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import torch

from aavae.config import HardwareConfig, OptimConfig, RunConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.runs.execute import execute
from aavae.runs.layout import RunLayout, read_metrics
from aavae.runs.model import load_model
from aavae.runs.registry import Run, create_run, find_run, list_damaged_runs, list_runs
from aavae.runs.status import read_status
from aavae.train.state import load_state, load_weights
from tests.conftest import make_run
from tests.patience import PATIENCE
from tests.runs.test_execute import CONFIG, Reference

NUM_KILLS = 40
NUM_KILLS_IN_A_SAVE = 10
LONG = CONFIG.model_copy(update={"num_epochs": 20, "optim": OptimConfig(optimizer="adamw")})
"""With the optimiser that takes the least time between two saves. Some runs of this length take the kills one
after the other, and each is compared with one that nobody killed."""


@pytest.fixture(scope="module")
def reference(micro_dataset: Dataset, cpu: HardwareConfig) -> Reference:
    return Reference(micro_dataset, cpu, CONFIG)


def _train(runs_dir: str, name: str, dataset: Dataset, cpu: HardwareConfig) -> None:
    """What the killed process does; it starts from a server that has imported torch already."""
    os.environ["AAVAE_RUNS"] = runs_dir
    torch.set_num_threads(1)
    for _ in execute(find_run(name), dataset, cpu):
        pass


class Trainers:
    """Processes that train runs, one after the other, without importing torch each time."""

    def __init__(self, dataset: Dataset, cpu: HardwareConfig) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.runs.test_faults"])
        self._dataset, self._cpu = dataset, cpu

    def start(self, run: Run) -> BaseProcess:
        arguments = (os.environ["AAVAE_RUNS"], run.name, self._dataset, self._cpu)
        process = self._context.Process(target=_train, args=arguments)
        process.start()
        return process


def _wait_for_a_save(layout: RunLayout, process: BaseProcess) -> None:
    """Return in the middle of a write, as soon as its temporary file is there."""
    while process.is_alive():
        with os.scandir(layout.path) as entries:
            if any(".tmp" in entry.name and entry.name.startswith((".state", ".model")) for entry in entries):
                return
        # A write takes several times as long, and the trainer needs the core.
        time.sleep(0.001)


def _time_two_epochs(trainers: Trainers, name: str) -> float:
    """Seconds from the start of a process until two epochs are saved: all that a kill can fall into."""
    run = create_run(name, LONG)
    start = time.monotonic()
    process = trainers.start(run)
    while len(read_metrics(run.layout.metrics)) < 2:
        assert process.is_alive()
        time.sleep(0.01)
    seconds = time.monotonic() - start
    process.kill()
    process.join()
    return seconds


def _check_files(layout: RunLayout) -> int:
    """Every file that is there can be read; returns the epochs that the state counts."""
    if layout.weights.exists():
        load_weights(layout.weights)
    epochs = [metrics["epoch"] for metrics in read_metrics(layout.metrics)]
    assert epochs == list(range(1, len(epochs) + 1))
    assert read_status(layout.status).state in ("interrupted", "finished", "running")
    return load_state(layout.state)["epoch"] if layout.state.exists() else 0


@pytest.mark.timeout(900)
def test_forty_kills_change_no_bit(micro_dataset: Dataset, cpu: HardwareConfig) -> None:
    """Forty or more, at least ten of them with a file half written."""
    reference = Reference(micro_dataset, cpu, LONG)
    run = create_run("run-0", LONG)
    trainers = Trainers(micro_dataset, cpu)
    chance = random.Random(0)
    # The first process waits for the server that the others start from.
    span = min(1.0, *(_time_two_epochs(trainers, f"timed-{number}") for number in range(2)))
    kills = in_a_save = 0
    while kills < NUM_KILLS or in_a_save < NUM_KILLS_IN_A_SAVE:
        process = trainers.start(run)
        if kills % 2:
            _wait_for_a_save(run.layout, process)
            # At once, or a little later: a fast machine has written everything by then.
            time.sleep(chance.choice((0.0, chance.uniform(0, 0.05))))
        else:
            process.join(chance.uniform(0, span))
        if not process.is_alive():
            # The run came to its end between kills: the rest of them fall on another one.
            assert process.exitcode == 0
            reference.check(run)
            run = create_run(f"run-{kills}", LONG)
            continue
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        kills += 1
        in_a_save += any(".tmp" in path.name for path in run.layout.path.iterdir())
        _check_files(run.layout)
    list(execute(run, micro_dataset, cpu))
    reference.check(run)
    assert not [path for path in run.layout.path.iterdir() if ".tmp" in path.name]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for a run of this size, and little more."""
    folder = tmp_path / "disk"
    folder.mkdir()
    size = "240m"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a tmpfs needs root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_a_sentence_and_costs_nothing(
    micro_dataset: Dataset,
    cpu: HardwareConfig,
    small_disk: Path,
    reference: Reference,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AAVAE_RUNS", str(small_disk))
    run = create_run("run", CONFIG)
    training = execute(run, micro_dataset, cpu)
    next(training)
    filler = small_disk / "filler"
    with filler.open("wb") as file, pytest.raises(OSError, match="No space left"):
        while True:
            file.write(bytes(2**20))
            file.flush()
    with pytest.raises(UserError, match=r"'run' stopped: its files cannot be written .*free some space"):
        list(training)
    status = find_run("run").status
    assert status.state == "failed"
    assert "free some space, then resume" in status.message
    assert load_state(run.layout.state)["epoch"] == 1
    load_model(find_run("run"))
    with pytest.raises(UserError, match="its files cannot be written"):
        list(execute(run, micro_dataset, cpu))
    filler.unlink()
    list(execute(run, micro_dataset, cpu))
    reference.check(run)


def _start_command(data: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "aavae", "train", *arguments],
        env={**os.environ, "AAVAE_DATA": str(data), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_of_two_trainers_of_one_run_exactly_one_trains(
    micro_dataset: Dataset, cpu: HardwareConfig, reference: Reference, tmp_path: Path
) -> None:
    write_set(tmp_path / "data", micro_dataset, "drawn")
    run = create_run("run", CONFIG)
    flags = ("--resume", "run", "--accelerator", "cpu", "--precision", "32-true")
    holder = execute(run, micro_dataset, cpu)
    next(holder)
    other = _start_command(tmp_path / "data", *flags)
    try:
        _, errors = other.communicate(timeout=PATIENCE)
    finally:
        other.kill()
        other.communicate()
    assert other.returncode == 2
    assert "'run' is being trained already by another process" in errors
    list(holder)
    reference.check(run)


def test_a_diverging_run_says_at_which_step_and_keeps_its_last_good_state(
    micro_dataset: Dataset, cpu: HardwareConfig
) -> None:
    optim = OptimConfig(learning_rate=1e3, schedule="constant")
    run = create_run("run", CONFIG.model_copy(update={"num_epochs": 200, "optim": optim}))
    with pytest.raises(UserError, match=r"no longer finite at step \d+; train anew with a smaller"):
        list(execute(run, micro_dataset, cpu))
    status = find_run("run").status
    assert status.state == "failed"
    assert "no longer finite at step" in status.message
    state = load_state(run.layout.state)
    assert state["epoch"] == len(find_run("run").metrics)
    assert all(value.isfinite().all() for value in state["model"].values() if value.is_floating_point())
    assert all(parameter.isfinite().all() for parameter in load_model(find_run("run")).parameters())


GARBAGE = {
    "empty": b"",
    "truncated": None,
    "zeros": bytes(4_096),
    "noise": random.Random(0).randbytes(4_096),
    "other JSON": b'["not", {"what": "it was"}]',
}


def _damage(path: Path, content: bytes | None) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2] if content is None else content)


@pytest.fixture(scope="module")
def stopped_run(
    micro_dataset: Dataset, cpu: HardwareConfig, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A run's directory after the first of two epochs."""
    runs_dir = tmp_path_factory.mktemp("stopped")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AAVAE_RUNS", str(runs_dir))
        run = create_run("broken", CONFIG)
        for _ in execute(run, micro_dataset, cpu):
            run.layout.stop.touch()
    return run.layout.path


@pytest.mark.parametrize("content", GARBAGE.values(), ids=GARBAGE.keys())
@pytest.mark.parametrize(
    "name", ["config.json", "status.json", "metrics.jsonl", "model.safetensors", "state.pt"]
)
def test_debris_of_a_power_cut_costs_only_its_own_run(
    name: str,
    content: bytes | None,
    stopped_run: Path,
    micro_dataset: Dataset,
    cpu: HardwareConfig,
    reference: Reference,
) -> None:
    healthy = make_run("healthy")
    layout = RunLayout.of("broken")
    shutil.copytree(stopped_run, layout.path)
    _damage(layout.path / name, content)

    assert "healthy" in [run.name for run in list_runs()]
    load_model(healthy)
    if name == "config.json":
        (damaged,) = list_damaged_runs()
        assert damaged.name == "broken"
        with pytest.raises(UserError, match=r"'broken' is damaged: its config\.json"):
            find_run("broken")
        return
    assert list_damaged_runs() == []
    run = find_run("broken")
    status = run.status
    assert status.state == ("damaged" if name == "status.json" else "stopped")
    if name == "model.safetensors":
        with pytest.raises(UserError, match="cannot be read"):
            load_model(run)
    if name == "state.pt":
        with pytest.raises(UserError, match="start the run anew"):
            list(execute(run, micro_dataset, cpu))
        assert find_run("broken").status.state == "failed"
        assert "start the run anew" in find_run("broken").status.message
        load_model(run)
        return
    # The state has all that counts, so a resume mends the rest.
    list(execute(run, micro_dataset, cpu))
    reference.check(find_run("broken"))


def test_an_empty_directory_is_named_and_in_nobody_s_way() -> None:
    make_run("healthy")
    (Path(os.environ["AAVAE_RUNS"]) / "empty").mkdir()
    assert [run.name for run in list_runs() if not run.shipped] == ["healthy"]
    (damaged,) = list_damaged_runs()
    assert (damaged.name, damaged.reason) == ("empty", "it has no config.json")


def test_a_run_without_a_state_starts_over(
    micro_dataset: Dataset, cpu: HardwareConfig, reference: Reference
) -> None:
    config = RunConfig.model_validate(CONFIG.model_dump())
    run = create_run("run", config)
    run.layout.metrics.write_text('{"epoch": 1, "loss": 0.0}\n')
    list(execute(run, micro_dataset, cpu))
    reference.check(find_run("run"))
