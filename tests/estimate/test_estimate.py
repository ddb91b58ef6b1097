import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from aavae.config import AugmentConfig, HardwareConfig, ModelConfig, OptimConfig, RunConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.estimate.estimate import (
    RECALIBRATION_IMAGES,
    Estimate,
    Measurement,
    compute_estimate,
    describe_source,
    describe_time,
)
from aavae.estimate.kept import evaluate_estimate, find_any_estimate, find_usual, forget_estimate
from aavae.estimate.kept import find_estimate as find_for_load
from aavae.estimate.pace import Pace, record_pace
from aavae.formatting import format_duration
from aavae.machine import count_cores
from aavae.runs.execute import execute
from aavae.runs.registry import create_run
from aavae.train import training_state
from aavae.train.monitor import Monitor
from tests.conftest import draw_dataset

HARDWARE = HardwareConfig(accelerator="cpu", precision="32-true", threads=1)
MEASUREMENT = Measurement(
    device="cpu",
    precision="32-true",
    step_seconds=0.25,
    step_spread=1.0,
    tried_images=250,
    evaluation_seconds=1e-3,
    epoch_seconds=0.5,
    startup_seconds=4.0,
    memory_bytes=2_000_000_000,
    weights_bytes=100,
    state_bytes=300,
    snapshot_bytes=25,
    device_free_bytes=0,
)


def make_config(**changes: object) -> RunConfig:
    values = {"data": "tiny", "num_epochs": 3, "batch_size": 16, "model": ModelConfig(latent_dim=8)}
    return RunConfig.model_validate({**values, **changes})


def compute(
    num_epochs: int = 3,
    batch_size: int = 250,
    num_train: int = 10_000,
    hardware: HardwareConfig = HARDWARE,
    measurement: Measurement = MEASUREMENT,
    recalibrate: bool = True,
    pace: Pace | None = None,
) -> Estimate:
    config = RunConfig(num_epochs=num_epochs, batch_size=batch_size, recalibrate=recalibrate)
    return compute_estimate(measurement, config, hardware, num_train=num_train, num_test=2_000, pace=pace)


def find_estimate(config: RunConfig, hardware: HardwareConfig) -> Estimate | None:
    return find_for_load(config, hardware, beside_work=False)


@pytest.fixture(autouse=True)
def data(micro_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", micro_dataset, "drawn for a test")


@pytest.fixture(autouse=True)
def load(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How many cores others keep busy, as this test says: the tests' own neighbours do not decide."""
    busy = [0.0]
    monkeypatch.setattr("aavae.estimate.kept.look", lambda: busy[0])
    monkeypatch.setattr("aavae.estimate.pace.LoadWatch.count_busy_cores", lambda watch: busy[0])
    return busy


@pytest.fixture
def measurements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The number of images in each step that was measured; the measurement itself is instant."""
    taken: list[int] = []

    def measure(config: RunConfig, step_images: int, *rest: object) -> Measurement:
        taken.append(step_images)
        return MEASUREMENT

    monkeypatch.setattr("aavae.estimate.measuring.measure", measure)
    yield taken


def test_an_epoch_is_its_steps_and_what_comes_after_them() -> None:
    estimate = compute()
    assert estimate.images_per_second == 1_000
    assert estimate.seconds_per_epoch == pytest.approx(40 * 0.25 + 9.0 + 0.5)
    # Start; evaluations after epochs 0 to 3; three epochs of steps; snapshots 0, 1, 2 and the last model.
    assert estimate.seconds == pytest.approx(4 + 4 * 9.5 + 3 * 10 + (3 + 1) * 5)
    assert compute(recalibrate=False).seconds == pytest.approx(estimate.seconds - 20)


def test_memory_is_the_peak_and_the_images_of_the_set_and_those_that_are_encoded_each_epoch() -> None:
    assert compute().memory_bytes == 2_000_000_000 + (12_000 + 9_000) * 3_072
    assert compute(num_train=50_000).memory_bytes == 2_000_000_000 + (52_000 + 9_000) * 3_072


def test_the_range_holds_the_estimate_and_grows_with_what_is_not_known() -> None:
    sure, shaky = compute(), compute(measurement=MEASUREMENT._replace(step_spread=4.0))
    smaller = compute(measurement=MEASUREMENT._replace(tried_images=8))
    for estimate in (sure, shaky, smaller):
        assert estimate.low_seconds < estimate.seconds < estimate.high_seconds
    assert sure.high_seconds < smaller.high_seconds < shaky.high_seconds
    assert sure.high_seconds / sure.low_seconds < 1.5**2


def test_real_epochs_are_the_best_estimate() -> None:
    pace = Pace(step_seconds=(0.5, 0.7), pause_seconds=(2.0, 4.0))
    estimate = compute(recalibrate=False, measurement=MEASUREMENT._replace(tried_images=8), pace=pace)
    assert estimate.images_per_second == pytest.approx(250 / 0.6)
    assert estimate.seconds_per_epoch == pytest.approx(40 * 0.6 + 3.0)
    assert estimate.seconds == pytest.approx(4 + 4 * 3.0 + 3 * 40 * 0.6)
    assert not estimate.is_extrapolated
    assert estimate.real_epochs == 2
    steady = compute(pace=Pace((0.5, 0.5, 0.5), (2.0, 2.0, 2.0)))
    assert steady.high_seconds / steady.low_seconds < estimate.high_seconds / estimate.low_seconds


def test_an_estimate_says_where_it_comes_from() -> None:
    assert describe_source(compute()) == "from a few steps on a free machine"
    assert describe_source(compute(batch_size=500)) == "from smaller steps on a free machine"
    one = compute(pace=Pace((0.5,), (2.0,)))._replace(is_beside_work=True)
    assert describe_source(one) == "from 1 real epoch beside other work"


@pytest.mark.parametrize(
    ("num_epochs", "num_snapshots"), [(0, 1), (1, 2), (2, 3), (3, 3), (4, 4), (3_200, 13)]
)
def test_a_run_directory_holds_two_states_for_a_moment_and_the_snapshots(
    num_epochs: int, num_snapshots: int
) -> None:
    measured = MEASUREMENT._replace(weights_bytes=10**8, state_bytes=3 * 10**8, snapshot_bytes=10**7)
    estimate = compute(num_epochs, measurement=measured)
    assert estimate.disk_bytes == pytest.approx(7 * 10**8 + num_snapshots * 10**7, abs=num_epochs * 2_000)


def test_a_batch_larger_than_the_set_is_the_set() -> None:
    assert compute(batch_size=65_536) == compute(batch_size=10_000)


def test_devices_share_a_batch_and_on_a_cpu_the_memory() -> None:
    two = HARDWARE.model_copy(update={"devices": 2})
    assert compute(hardware=two).seconds == compute().seconds
    assert compute(hardware=two).memory_bytes == 2 * compute().memory_bytes
    on_cuda = MEASUREMENT._replace(device="NVIDIA H100", device_free_bytes=80 * 10**9)
    assert compute(hardware=two, measurement=on_cuda).memory_bytes == compute().memory_bytes


def test_a_large_set_stays_on_disk_but_on_a_gpu() -> None:
    on_cuda = MEASUREMENT._replace(device="NVIDIA H100", device_free_bytes=80 * 10**9)
    grown, grown_on_cuda = (
        compute(num_train=1_000_000, measurement=measured).memory_bytes
        - compute(num_train=10_000, measurement=measured).memory_bytes
        for measured in (MEASUREMENT, on_cuda)
    )
    assert grown < 200 * 10**6
    assert grown_on_cuda > 3 * 10**9


def test_a_step_that_was_not_tried_in_full_is_extrapolated() -> None:
    assert not compute(batch_size=250).is_extrapolated
    assert compute(batch_size=252).is_extrapolated
    assert not compute(batch_size=500, hardware=HARDWARE.model_copy(update={"devices": 2})).is_extrapolated


@pytest.mark.parametrize(("num_train", "num_test"), [(5_000, 1_500), (200, 60)])
def test_what_is_encoded_after_an_epoch_is_what_is_counted(num_train: int, num_test: int) -> None:
    encoded = []

    def represent(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        encoded.append(len(images))
        rows = np.ones((len(images), 2), np.float32)
        return rows, rows

    Monitor(draw_dataset(num_train, num_test)).measure(represent)
    measured = MEASUREMENT._replace(evaluation_seconds=1.0, step_seconds=1.0, epoch_seconds=0.0)
    estimate = compute_estimate(
        measured, RunConfig(batch_size=num_train), HARDWARE, num_train=num_train, num_test=num_test
    )
    assert estimate.seconds_per_epoch == sum(encoded) + 1


def test_what_is_recalibrated_is_what_is_counted() -> None:
    assert RECALIBRATION_IMAGES == training_state._RECALIBRATION_IMAGES


def test_another_length_seed_or_rate_needs_no_new_measurement(measurements: list[int]) -> None:
    assert find_estimate(make_config(), HARDWARE) is None
    first = evaluate_estimate(make_config(), HARDWARE)
    longer = make_config(
        num_epochs=30, seed=1, beta=0.5, recalibrate=False, optim=OptimConfig(learning_rate=1)
    )
    found = find_estimate(longer, HARDWARE)
    assert found is not None
    assert found == evaluate_estimate(longer, HARDWARE)
    assert found.seconds > 5 * first.seconds
    assert measurements == [16]


def test_what_was_measured_can_be_measured_again(measurements: list[int]) -> None:
    for again in (False, False, True, False):
        evaluate_estimate(make_config(), HARDWARE, again=again)
    assert len(measurements) == 2


def test_a_busy_machine_has_an_estimate_of_its_own(measurements: list[int], load: list[float]) -> None:
    evaluate_estimate(make_config(), HARDWARE)
    load[0] = 100.0
    evaluate_estimate(make_config(), HARDWARE)
    assert len(measurements) == 2
    for beside_work in (False, True):
        found = find_for_load(make_config(), HARDWARE, beside_work)
        assert found is not None
        assert found.is_beside_work == beside_work
    forget_estimate(make_config(), HARDWARE)
    assert find_any_estimate(make_config(), HARDWARE, beside_work=True) is None


def test_an_estimate_of_a_machine_less_busy_is_better_than_none(measurements: list[int]) -> None:
    evaluate_estimate(make_config(), HARDWARE)
    found = find_any_estimate(make_config(), HARDWARE, beside_work=True)
    assert found is not None
    assert not found.is_beside_work


def test_a_time_that_holds_for_a_busy_machine_alone_says_so(
    measurements: list[int], load: list[float]
) -> None:
    assert find_usual(make_config(), HARDWARE) is None
    load[0] = 100.0
    evaluate_estimate(make_config(), HARDWARE)
    busy = find_usual(make_config(), HARDWARE)
    assert busy is not None
    assert describe_time(busy) == f"about {format_duration(busy.seconds)} beside other work"
    load[0] = 0.0
    evaluate_estimate(make_config(), HARDWARE)
    free = find_usual(make_config(), HARDWARE)
    assert free is not None
    assert describe_time(free) == f"about {format_duration(free.seconds)}"


def test_methods_that_compute_the_same_share_a_measurement(measurements: list[int]) -> None:
    for method in ("ae", "vae", "aavae", "dae", "simclr"):
        evaluate_estimate(make_config(method=method), HARDWARE)
    assert len(measurements) == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"batch_size": 32},
        {"method": "simclr"},
        {"method": "ae"},
        {"method": "aavae-features"},
        {"optim": OptimConfig(optimizer="adamw")},
        {"model": ModelConfig(latent_dim=16)},
        {"model": ModelConfig(encoder="resnet18", latent_dim=8)},
        {"augment": AugmentConfig(blur_probability=0.5)},
    ],
)
def test_whatever_changes_a_step_needs_a_new_measurement(
    changes: dict[str, object], measurements: list[int]
) -> None:
    evaluate_estimate(make_config(), HARDWARE)
    assert find_estimate(make_config(augment=AugmentConfig(flip_probability=0.4)), HARDWARE) is not None
    assert find_estimate(make_config(**changes), HARDWARE) is None


@pytest.mark.parametrize("changes", [{"precision": "bf16-mixed"}, {"threads": 2}, {"accelerator": "auto"}])
def test_other_hardware_needs_a_new_measurement(changes: dict[str, object], measurements: list[int]) -> None:
    evaluate_estimate(make_config(), HARDWARE)
    assert find_estimate(make_config(), HARDWARE.model_copy(update=changes)) is None


def test_each_of_several_devices_is_measured_on_its_share(measurements: list[int]) -> None:
    evaluate_estimate(make_config(), HARDWARE.model_copy(update={"devices": 2, "nodes": 2}))
    assert measurements == [4]


def test_images_that_are_not_there_or_do_not_fit_are_a_user_error() -> None:
    with pytest.raises(UserError, match="'cifar10' is not there: import it"):
        find_estimate(make_config(data="cifar10"), HARDWARE)
    with pytest.raises(UserError, match="are 32x32, the model is set for 64x64"):
        evaluate_estimate(make_config(model=ModelConfig(image_size=64)), HARDWARE)


def test_finding_an_estimate_imports_no_torch() -> None:
    code = "import sys\nfrom aavae.config import HardwareConfig, RunConfig\n"
    code += "from aavae.estimate.capacity import describe_shortage\n"
    code += "from aavae.estimate.kept import find_estimate\n"
    code += "assert find_estimate(RunConfig(), HardwareConfig(), beside_work=False) is None\n"
    code += "sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_what_others_begin_while_it_is_measured_makes_it_an_estimate_beside_work(
    load: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = make_config()

    def measure(*_: object) -> Measurement:
        load[0] = 2.0 * count_cores()
        return MEASUREMENT

    monkeypatch.setattr("aavae.estimate.measuring.measure", measure)
    estimate = evaluate_estimate(config, HARDWARE)
    assert estimate.is_beside_work
    assert find_for_load(config, HARDWARE, beside_work=False) is None
    assert find_for_load(config, HARDWARE, beside_work=True) == estimate


def test_a_real_measurement_knows_the_files_of_a_real_run_which_makes_it_better(
    micro_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Other programs come and go; an estimate holds for a machine as busy as it was.
    for module in ("kept", "pace"):
        monkeypatch.setattr(f"aavae.estimate.{module}.is_busy", lambda busy_cores: False)
    config = make_config()
    estimate = evaluate_estimate(config, HARDWARE)
    assert find_estimate(config, HARDWARE) == estimate
    assert not estimate.is_extrapolated
    run = create_run("real", config)
    history = list(record_pace(config, HARDWARE, execute(run, micro_dataset, HARDWARE)))
    held = sum(path.stat().st_size for path in run.layout.path.rglob("*") if path.is_file())
    assert estimate.disk_bytes == pytest.approx(held + run.layout.state.stat().st_size, rel=0.01)
    # The machine may be busier now than it was.
    assert 0.1 < estimate.images_per_second / history[-1].images_per_second < 10
    assert (estimate.device, estimate.precision) == (run.status.device, run.status.precision)
    refined = find_estimate(config, HARDWARE)
    assert refined is not None
    assert refined.real_epochs == 2
    mean_seconds = sum(1 / metrics.images_per_second for metrics in history[1:]) / 2
    assert refined.images_per_second == pytest.approx(1 / mean_seconds)
    assert refined.memory_bytes == estimate.memory_bytes
