import itertools
from pathlib import Path

import numpy as np
import pytest
import torch

from aavae.config import AugmentConfig, HardwareConfig, OptimConfig
from aavae.data.image_set import Dataset, ImageSet
from aavae.methods import METHODS, MethodName
from aavae.train.loop import NonFiniteLossError, Training, train
from aavae.train.metrics import EpochMetrics, Progress
from aavae.train.state import load_state, save_state
from tests.conftest import draw_dataset
from tests.train.small_runs import Weights, are_equal, drop_timings, make_config, run, stop_at

NO_AUGMENTATION = AugmentConfig(
    crop_probability=0,
    flip_probability=0,
    jitter_probability=0,
    grayscale_probability=0,
    blur_probability=0,
)


@pytest.fixture(scope="module")
def two_epochs(micro_dataset: Dataset, cpu: HardwareConfig) -> tuple[list[EpochMetrics], Weights]:
    """What an AAVAE that nobody stopped says and is."""
    return run(make_config(), micro_dataset, cpu)


@pytest.fixture(scope="module")
def one_epoch(micro_dataset: Dataset, cpu: HardwareConfig) -> tuple[list[EpochMetrics], Weights]:
    """The same of one that ends after an epoch."""
    return run(make_config(num_epochs=1), micro_dataset, cpu)


def test_an_aavae_without_augmentation_and_with_beta_1_is_the_vae(
    micro_dataset: Dataset, cpu: HardwareConfig
) -> None:
    vae = run(make_config("vae", 1), micro_dataset, cpu)
    same = run(make_config("aavae", 1, beta=1, augment=NO_AUGMENTATION), micro_dataset, cpu)
    augmented = run(make_config("aavae", 1, beta=1), micro_dataset, cpu)
    assert same[0] == vae[0]
    assert are_equal(same[1], vae[1])
    assert not are_equal(augmented[1], vae[1])


@pytest.mark.parametrize(
    ("method", "steps"), [("aavae", (2, 4, 7)), ("simclr", (7,)), ("aavae-features", (3,))]
)
def test_stopping_anywhere_and_resuming_changes_no_bit(
    method: MethodName, steps: tuple[int, ...], micro_dataset: Dataset, cpu: HardwareConfig, tmp_path: Path
) -> None:
    config = make_config(method, optim=OptimConfig(optimizer="muon"))
    history, weights = run(config, micro_dataset, cpu)
    for step in steps:
        interrupted = Training(config, micro_dataset, cpu)
        before = list(interrupted.epochs(stop_at(step)))
        assert interrupted.step == step
        save_state(interrupted.state_dict(), tmp_path / "state.pt")
        resumed = Training(config, micro_dataset, cpu)
        resumed.load_state_dict(load_state(tmp_path / "state.pt"))
        assert drop_timings(before + list(resumed.epochs())) == history
        assert are_equal(resumed.model.state_dict(), weights)


def test_an_epoch_then_another_is_two(
    micro_dataset: Dataset,
    cpu: HardwareConfig,
    two_epochs: tuple[list[EpochMetrics], Weights],
    tmp_path: Path,
) -> None:
    config = make_config()
    history, weights = two_epochs
    first = Training(config, micro_dataset, cpu)
    before = next(first.epochs())
    save_state(first.state_dict(), tmp_path / "state.pt")
    state = load_state(tmp_path / "state.pt")
    after = list(train(config, micro_dataset, HardwareConfig(accelerator="cpu"), state))
    assert drop_timings([before, *after]) == history
    assert after[0].elapsed_seconds > before.elapsed_seconds
    rest = Training(config, micro_dataset, cpu)
    rest.load_state_dict(state)
    list(rest.epochs())
    assert are_equal(rest.model.state_dict(), weights)


@pytest.mark.parametrize("method", METHODS)
def test_metrics_say_what_the_epoch_did(
    method: MethodName, micro_dataset: Dataset, cpu: HardwareConfig
) -> None:
    optim = OptimConfig(learning_rate=0.01, schedule="constant", warmup_epochs=2)
    steps: list[Progress] = []
    training = Training(make_config(method, optim=optim), micro_dataset, cpu)
    first, second = training.epochs(lambda progress: bool(steps.append(progress)))
    assert [(m.epoch, m.step) for m in (first, second)] == [(1, 4), (2, 8)]
    assert [p.step for p in steps] == list(range(1, 9))
    assert {p.total_steps for p in steps} == {8}
    assert first.loss == pytest.approx(np.mean([p.loss for p in steps[:4]]))
    assert first.learning_rate == pytest.approx(0.005)
    assert second.learning_rate == pytest.approx(0.01)
    assert 0 < first.elapsed_seconds < second.elapsed_seconds
    assert first.gradient_norm > 0
    assert second.knn_accuracy is not None
    assert 0 <= second.knn_accuracy <= 1
    if method == "simclr":
        assert first.parts == {}
    else:
        weights = {"reconstruction": 1, "kl": METHODS[method].beta}
        if METHODS[method].features > 0:
            weights["features"] = METHODS[method].features
        assert first.parts.keys() == weights.keys()
        total = sum(weight * first.parts[name] for name, weight in weights.items())
        assert first.loss == pytest.approx(total, rel=1e-5)


def test_the_last_epoch_reports_the_rate_of_its_last_step(
    two_epochs: tuple[list[EpochMetrics], Weights],
) -> None:
    *_, last = two_epochs[0]
    assert last.learning_rate == pytest.approx(1e-3 * 1 / (8 - 1.6))


@pytest.mark.parametrize("method", ["aavae", "simclr"])
def test_a_model_learns(method: MethodName, cpu: HardwareConfig) -> None:
    history, _ = run(make_config(method, batch_size=16), draw_dataset(160, 60), cpu)
    assert history[1].loss < history[0].loss
    assert history[1].knn_accuracy is not None
    assert history[1].knn_accuracy > 0.5


def test_a_seed_decides_everything_and_nothing_global_does(
    micro_dataset: Dataset, cpu: HardwareConfig, one_epoch: tuple[list[EpochMetrics], Weights]
) -> None:
    torch.manual_seed(torch.initial_seed() + 1)
    state = torch.get_rng_state()
    again = run(make_config(num_epochs=1), micro_dataset, cpu)
    assert torch.equal(torch.get_rng_state(), state)
    other = run(make_config(num_epochs=1, seed=1), micro_dataset, cpu)
    assert one_epoch[0] == again[0]
    assert are_equal(one_epoch[1], again[1])
    assert one_epoch[0] != other[0]


def test_recalibration_changes_statistics_and_no_weight(
    micro_dataset: Dataset, cpu: HardwareConfig, one_epoch: tuple[list[EpochMetrics], Weights]
) -> None:
    _, with_it = one_epoch
    _, without = run(make_config(num_epochs=1, recalibrate=False), micro_dataset, cpu)
    changed = {name.rsplit(".", 1)[1] for name in with_it if not torch.equal(with_it[name], without[name])}
    assert (
        {"running_mean", "running_var"} <= changed <= {"running_mean", "running_var", "num_batches_tracked"}
    )


def test_clipping_bounds_the_gradient_and_reports_its_norm_before(
    micro_dataset: Dataset, cpu: HardwareConfig
) -> None:
    training = Training(make_config(optim=OptimConfig(gradient_clip=0.5)), micro_dataset, cpu)
    metrics = next(training.epochs())
    gradients = [p.grad for p in training.model.parameters() if p.grad is not None]
    assert torch.stack([g.norm() for g in gradients]).norm().item() == pytest.approx(0.5, rel=1e-3)
    assert metrics.gradient_norm > 0.5


@pytest.mark.parametrize("method", ["ae", "aavae", "vae"])
def test_a_diverging_run_ends_with_finite_parameters(
    method: MethodName, micro_dataset: Dataset, cpu: HardwareConfig
) -> None:
    optim = OptimConfig(learning_rate=1e6, schedule="constant")
    training = Training(make_config(method, 20, optim=optim), micro_dataset, cpu)
    with pytest.raises(NonFiniteLossError, match=r"no longer finite at step \d+"):
        list(training.epochs())
    assert all(p.isfinite().all() for p in training.model.parameters())


def test_features_that_are_no_longer_finite_end_the_run(micro_dataset: Dataset, cpu: HardwareConfig) -> None:
    training = Training(make_config(), micro_dataset, cpu)

    def overflow(progress: Progress) -> bool:
        if progress.step == 4:
            next(training.model.encoder.parameters()).detach().fill_(float("inf"))
        return False

    with pytest.raises(NonFiniteLossError, match="the features are no longer finite at step 4"):
        list(training.epochs(overflow))
    assert (training.epoch, training.history) == (0, [])


def test_no_epochs_train_nothing(micro_dataset: Dataset, cpu: HardwareConfig) -> None:
    training = Training(make_config(num_epochs=0), micro_dataset, cpu)
    before = {name: value.clone() for name, value in training.model.state_dict().items()}
    assert list(training.epochs()) == []
    assert are_equal(training.model.state_dict(), before)


def test_a_set_smaller_than_a_batch_counts_its_own_images(
    micro_dataset: Dataset, cpu: HardwareConfig
) -> None:
    (metrics,) = train(make_config(num_epochs=1, batch_size=1024), micro_dataset, cpu)
    assert metrics.step == 1
    assert metrics.images_per_second == pytest.approx(64 / metrics.elapsed_seconds)


def test_images_of_one_colour_can_be_normalised(cpu: HardwareConfig, micro_dataset: Dataset) -> None:
    grey = ImageSet(np.full((64, 3, 32, 32), 7, np.uint8), micro_dataset.train.labels, tuple("abcdefghij"))
    dataset = Dataset("grey", "grey", grey, grey, "")
    history = list(itertools.islice(train(make_config("vae"), dataset, cpu), 1))
    assert np.isfinite(history[0].loss)
