from pathlib import Path

import pytest
import torch

from aavae import threads
from aavae.config import HardwareConfig, ModelConfig, OptimConfig
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.train.loop import Training
from aavae.train.resume import keep_arithmetic
from aavae.train.state import load_state, save_state
from tests.train.small_runs import are_equal, make_config, run


def test_the_state_has_the_metrics_of_all_epochs(
    micro_dataset: Dataset, cpu: HardwareConfig, tmp_path: Path
) -> None:
    training = Training(make_config(), micro_dataset, cpu)
    epochs = [metrics._asdict() for metrics in training.epochs()]
    save_state(training.state_dict(), tmp_path / "state.pt")
    state = load_state(tmp_path / "state.pt")
    assert state["history"] == training.history == epochs
    assert state["threads"] == torch.get_num_threads()
    resumed = Training(make_config(), micro_dataset, cpu)
    resumed.load_state_dict(state)
    assert resumed.history == epochs
    resumed.history.clear()
    assert state["history"] == epochs


def test_threads_that_were_measured_are_where_a_resume_begins(
    micro_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "count_default_threads", lambda: 4)
    hardware = HardwareConfig(accelerator="cpu", precision="32-true")
    state = Training(make_config(), micro_dataset, hardware).state_dict() | {"threads": 2}
    assert keep_arithmetic(hardware, state).threads == 0
    resumed = Training(make_config(), micro_dataset, hardware)
    resumed.load_state_dict(state)
    assert resumed.state_dict()["threads"] == 2
    used = []
    list(resumed.epochs(lambda progress: used.append(torch.get_num_threads()) is None))
    assert used == [2]


def test_a_recalibrated_copy_is_the_model_of_a_run_that_ends_there(
    micro_dataset: Dataset, cpu: HardwareConfig
) -> None:
    optim = OptimConfig(schedule="constant")
    _, expected = run(make_config(num_epochs=1, optim=optim), micro_dataset, cpu)
    training = Training(make_config(num_epochs=2, optim=optim), micro_dataset, cpu)
    epochs = training.epochs()
    next(epochs)
    before = {name: value.clone() for name, value in training.model.state_dict().items()}
    copied = training.copy_recalibrated()
    # All 64 images, in an order that depends on the number of epochs: equal up to rounding.
    found = copied.state_dict()
    assert found.keys() == expected.keys()
    for name in expected:
        torch.testing.assert_close(found[name], expected[name], atol=1e-4, rtol=1e-4)
    assert not copied.training
    assert are_equal(training.model.state_dict(), before)
    assert not are_equal(found, before)


def test_a_copy_is_as_it_is_without_recalibration(micro_dataset: Dataset, cpu: HardwareConfig) -> None:
    training = Training(make_config(num_epochs=1, recalibrate=False), micro_dataset, cpu)
    list(training.epochs())
    assert are_equal(training.copy_recalibrated().state_dict(), training.model.state_dict())


def test_a_batch_that_processes_cannot_share_is_a_user_error(
    micro_dataset: Dataset, cpu: HardwareConfig
) -> None:
    with pytest.raises(UserError, match="3 processes cannot share a batch of 16 images equally"):
        Training(make_config(), micro_dataset, cpu.model_copy(update={"devices": 3}))
    assert not torch.distributed.is_initialized()


def test_images_of_another_size_are_a_user_error(micro_dataset: Dataset, cpu: HardwareConfig) -> None:
    config = make_config(model=ModelConfig(image_size=96))
    with pytest.raises(UserError, match="'tiny' are 32x32, the model is set for 96x96"):
        Training(config, micro_dataset, cpu)


def test_a_fault_of_the_program_is_not_taken_for_a_damaged_state(
    micro_dataset: Dataset, cpu: HardwareConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    training = Training(make_config(), micro_dataset, cpu)

    def fail(state: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(training.optimizers[0], "load_state_dict", fail)
    with pytest.raises(RuntimeError, match="a fault of ours"):
        training.load_state_dict(training.state_dict())


def test_a_number_of_threads_can_be_set(micro_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "count_default_threads", lambda: 4)
    # Few steps: where other tests use the cores, two threads spin and wait for each other.
    config = make_config(batch_size=64)
    training = Training(config, micro_dataset, HardwareConfig(accelerator="cpu", precision="32-true"))
    assert training.tunes_threads
    training.use_threads(2)
    used = []
    list(training.epochs(lambda progress: bool(used.append(torch.get_num_threads()))))
    assert used == [2, 2]
