from pathlib import Path

import pytest
import torch

from aavae.config import HardwareConfig, ModelConfig, RunConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.estimate import measuring
from aavae.estimate.capacity import describe_shortage
from aavae.estimate.estimate import compute_estimate
from aavae.estimate.measuring import measure
from aavae.paths import runs_dir

HARDWARE = HardwareConfig(accelerator="cpu", precision="32-true", threads=1)
TINY = RunConfig(data="tiny", model=ModelConfig(latent_dim=8))


@pytest.fixture(autouse=True)
def data(micro_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", micro_dataset, "drawn for a test")


def test_an_extreme_learning_rate_or_beta_ends_no_trial_and_trials_leave_nothing_behind() -> None:
    config = RunConfig.model_validate(
        {
            "method": "vae",
            "beta": 1e30,
            "data": "tiny",
            "model": {"latent_dim": 8},
            "optim": {"learning_rate": 1e30},
        }
    )
    state = torch.get_rng_state()
    measurement = measure(config, 4, HARDWARE)
    assert measurement.tried_images == 4
    assert measurement.device_free_bytes == 0
    assert measurement.step_spread >= 1
    assert measurement.memory_bytes > 10**8
    assert 0 < measurement.snapshot_bytes < measurement.weights_bytes < measurement.state_bytes / 2
    assert list(runs_dir().iterdir()) == []
    assert torch.equal(torch.get_rng_state(), state)


def test_the_optimiser_takes_the_same_time_at_any_number_of_images() -> None:
    steps = measuring._Steps(num_images=8, seconds=0.5, optimiser_seconds=0.3, spread=1.0, threads=1)
    assert steps.extrapolate(8) == pytest.approx(0.5)
    assert steps.extrapolate(80) == pytest.approx(0.3 + 2.0)


def test_the_time_of_the_optimiser_is_part_of_the_time_of_a_step() -> None:
    training = measuring._prepare(TINY, 8, HARDWARE)
    steps = measuring._time_steps(training, seconds=60.0, choices=[1])
    assert 0 < steps.optimiser_seconds < steps.seconds
    assert training.step == 9
    assert steps.threads == 1


def test_steps_that_take_longer_than_there_is_time_are_hardly_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    training = measuring._prepare(TINY, 8, HARDWARE)
    measuring._time_steps(training, seconds=0.0, choices=[1])
    assert training.step == 2
    monkeypatch.setattr(measuring, "_PATIENCE_SECONDS", 0.0)
    training = measuring._prepare(TINY, 8, HARDWARE)
    steps = measuring._time_steps(training, seconds=0.0, choices=[1])
    assert training.step == 1
    # Nothing is known of how steps differ.
    assert steps.spread == measuring._ONLY_STEP_SPREAD


def test_the_slower_a_step_the_fewer_images_are_tried() -> None:
    fast = measuring._Steps(num_images=8, seconds=0.02, optimiser_seconds=0.01, spread=1.0, threads=1)
    slow = fast._replace(seconds=0.4)
    assert measuring._choose_images(fast, 2.0) > 2 * measuring._choose_images(slow, 2.0)
    hopeless = fast._replace(seconds=11.0, optimiser_seconds=10.0)
    assert measuring._choose_images(hopeless, 2.0) <= 8


def test_a_late_start_leaves_time_for_a_step_that_tells_something() -> None:
    steps = measuring._Steps(num_images=4, seconds=0.04, optimiser_seconds=0.02, spread=1.0, threads=1)
    assert measuring._choose_images(steps, 0.0) == measuring._LEAST_IMAGES
    # Of large images, fewer: nobody waits for them longer than that.
    slow = steps._replace(seconds=0.82)
    assert 4 <= measuring._choose_images(slow, 0.0) < measuring._LEAST_IMAGES
    measurement = measure(TINY.model_copy(update={"batch_size": 256}), 256, HARDWARE, import_seconds=100.0)
    assert measurement.tried_images == measuring._LEAST_IMAGES


def test_the_numbers_of_threads_that_a_run_would_try_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aavae.estimate.measuring.list_thread_counts", lambda: [2, 1])
    used: list[int] = []
    training = measuring._prepare(TINY, 8, HARDWARE.model_copy(update={"threads": 0}))
    make_step = training._train_step

    def watch(indices: torch.Tensor) -> dict[str, float]:
        used.append(torch.get_num_threads())
        return make_step(indices)

    monkeypatch.setattr(training, "_train_step", watch)
    measuring._time_steps(training, 60.0, measuring._list_choices(training, busy_cores=1.0))
    assert used == [1, 1, 1, 2, 2, 2, 1, 1, 1]


def test_the_number_of_threads_tried_first_leaves_to_others_what_they_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("aavae.estimate.measuring.list_thread_counts", lambda: [16, 15, 8, 4, 2, 1])
    training = measuring._prepare(TINY, 8, HARDWARE.model_copy(update={"threads": 0}))
    found = [measuring._list_choices(training, busy_cores) for busy_cores in (0.1, 1.0, 9.0)]
    assert found == [[16, 15, 8], [15, 16, 8], [8, 15, 16]]


def test_the_number_of_threads_that_was_the_fastest_is_the_one_that_counts() -> None:
    steps = [measuring._Step(threads, seconds, 0.1) for threads, seconds in ((2, 9), (2, 3), (1, 4), (1, 2))]
    assert measuring._take_fastest(steps) == [measuring._Step(1, 2, 0.1)]
    assert measuring._take_fastest(steps[:1]) == steps[:1]


def test_files_that_cannot_be_written_are_a_user_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("AAVAE_RUNS", str(blocked))
    with pytest.raises(UserError, match=r"cannot be written to .*: free some space there"):
        measure(TINY, 2, HARDWARE)


def test_hardware_that_is_not_there_is_a_user_error() -> None:
    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    with pytest.raises(UserError, match=r"'cuda' .*not possible here"):
        measure(TINY, 2, HardwareConfig(accelerator="cuda"))


def test_a_batch_that_cannot_fit_is_warned_of_without_trying_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "_ALL_SECONDS", 0.0)
    monkeypatch.setattr(measuring, "_LEAST_SECONDS", 0.1)
    config = TINY.model_copy(update={"batch_size": 65_536})
    measurement = measure(config, 65_536, HARDWARE)
    assert measurement.tried_images < 100
    estimate = compute_estimate(measurement, config, HARDWARE, num_train=100_000, num_test=10_000)
    assert estimate.is_extrapolated
    shortage = describe_shortage(estimate, available_memory=10**10)
    assert shortage is not None
    assert "of memory" in shortage
