import gc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from aavae.__main__ import main
from aavae.api.images import load_images
from aavae.api.probes import linear_probe
from aavae.api.training import Fit, fit
from aavae.config import ImportedConfig, ModelConfig, OptimConfig, RunConfig
from aavae.data.image_set import Dataset
from aavae.data.store import list_datasets
from aavae.errors import UserError
from aavae.paths import data_dir, runs_dir
from aavae.runs.registry import find_run, list_runs
from tests.conftest import make_imported_run, make_run

pytestmark = pytest.mark.usefixtures("tiny_on_disk")

CONFIG = RunConfig(num_epochs=2, batch_size=64, data="tiny", model=ModelConfig(latent_dim=8))


def start(name: str | None = "mine", config: RunConfig = CONFIG, images: str | Dataset | None = None) -> Fit:
    return fit(config, images, name=name, device="cpu")


def list_own() -> list[str]:
    return [run.name for run in list_runs() if not run.shipped]


def test_a_training_yields_its_epochs_and_gives_the_model(capsys: pytest.CaptureFixture[str]) -> None:
    training = start()
    assert (training.state, training.history) == ("new", [])
    epochs = list(training)
    assert [metrics.epoch for metrics in epochs] == [1, 2]
    assert training.history == epochs
    assert training.state == "finished"
    assert repr(training) == "<fit 'mine': finished, 2 of 2 epochs>"
    assert training.model.encode(load_images("tiny").test.images, "mu").shape == (100, 8)
    # Pages and commands find it as they find any run.
    assert find_run("mine").config == CONFIG
    assert find_run("mine").status.state == "finished"
    assert main(["probe", "mine", "--data", "tiny"]) == 0
    assert "mine" in capsys.readouterr().out


def test_it_is_the_training_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    training = start()
    losses = [metrics.loss for metrics in training]
    flags = ["--num-epochs", "2", "--batch-size", "64", "--data", "tiny", "--model.latent-dim", "8"]
    assert main(["train", "--name", "command", "--accelerator", "cpu", *flags]) == 0
    run = find_run("command")
    assert run.config == training.config
    assert [metrics["loss"] for metrics in run.metrics] == pytest.approx(losses, rel=1e-3)


def test_who_breaks_out_stops_the_run_and_may_go_on() -> None:
    training = start()
    for metrics in training:
        assert metrics.epoch == 1
        assert training.state == "running"
        break
    gc.collect()
    assert training.state == "stopped"
    before = training.model.encode(load_images("tiny").test.images)
    assert [metrics.epoch for metrics in training] == [2]
    assert [metrics.epoch for metrics in training.history] == [1, 2]
    assert (training.model.encode(load_images("tiny").test.images) != before).any()
    assert list(training) == []
    assert training.state == "finished"


def test_a_training_of_which_nobody_asked_an_epoch_leaves_nothing() -> None:
    training = start(None)
    assert training.name == "aavae-1"
    assert list_own() == []
    with pytest.raises(UserError, match="'aavae-1' has no model yet: iterate over it"):
        _ = training.model


def test_a_name_that_was_not_asked_for_is_a_free_one_when_it_begins() -> None:
    training = start(None)
    make_run("aavae-1")
    for _metrics in training:
        break
    assert training.name == "aavae-2"
    assert sorted(list_own()) == ["aavae-1", "aavae-2"]


def test_a_part_of_a_set_is_kept_so_that_the_run_s_images_are_found() -> None:
    part = load_images("tiny", num_train=128, num_test=50)
    assert part.name not in list_datasets()
    training = start(images=part)
    assert training.config.data == part.name == "tiny-128-50"
    kept = load_images("tiny-128-50")
    assert kept.digest == part.digest
    assert (kept.train.images == part.train.images).all()
    list(training)
    assert linear_probe(training.model, part.name).num_train == 128
    written = (data_dir() / part.name / "meta.json").stat().st_mtime_ns
    assert start("again", images=part).config.data == part.name
    assert (data_dir() / part.name / "meta.json").stat().st_mtime_ns == written


def test_another_set_of_that_name_is_a_sentence(tiny_dataset: Dataset) -> None:
    other = Dataset("tiny", "tiny", tiny_dataset.test, tiny_dataset.test, "0" * 64)
    with pytest.raises(UserError, match="There is another image set 'tiny' already: remove it with"):
        start(images=other)
    strange = Dataset("Not A Name", "", tiny_dataset.test, tiny_dataset.test, "0" * 64)
    with pytest.raises(UserError, match="'Not A Name' cannot name an image set"):
        start(images=strange)


def test_images_are_meant_by_name_and_the_model_has_their_size(tiny_dataset: Dataset) -> None:
    assert start(config=RunConfig(), images="tiny").config.data == "tiny"
    large = np.kron(tiny_dataset.test.images[:20], np.ones((2, 2), np.uint8))
    image_set = type(tiny_dataset.test)(large, tiny_dataset.test.labels[:20], tiny_dataset.test.class_names)
    dataset = Dataset("large", "large", image_set, image_set, "0" * 64)
    assert start(images=dataset).config.model.image_size == 64
    fixed = RunConfig(model=ModelConfig(image_size=32))
    with pytest.raises(UserError, match="The images of 'large' are 64x64, the model is set for 32x32"):
        start(config=fixed, images="large")


def test_a_training_that_diverges_is_a_sentence() -> None:
    steep = OptimConfig(learning_rate=1e6, schedule="constant")
    training = start(config=CONFIG.model_copy(update={"num_epochs": 50, "optim": steep}))
    with pytest.raises(UserError, match=r"The run 'mine' failed: .* smaller learning rate"):
        list(training)
    assert training.state == "failed"


def test_two_loops_at_once_are_a_sentence() -> None:
    training = start()
    for _metrics in training:
        with pytest.raises(UserError, match="'mine' is being trained already"):
            list(training)
        break


def test_wrong_arguments_are_sentences_and_leave_nothing() -> None:
    make_run("taken")
    imported = make_imported_run("published").config
    assert isinstance(imported, ImportedConfig)
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("config: give a RunConfig", {"config": {"method": "vae"}}),
        ("The networks of 'published.ckpt' cannot be trained here", {"config": imported}),
        ("device: give one of 'auto', 'cpu'", {"device": "tpu"}),
        ("name: a run's name is a text, not 5", {"name": 5}),
        ("There is a run 'taken' already", {"name": "taken"}),
        ("'no spaces' cannot name a run", {"name": "no spaces"}),
        ("there is no image set 'nothing'", {"images": "nothing"}),
        ("there is no image set 'nothing'", {"config": RunConfig(data="nothing")}),
    ]
    for message, arguments in wrong:
        with pytest.raises(UserError, match=message):
            fit(**{"config": CONFIG, **arguments})
    assert sorted(list_own()) == ["published", "taken"]
    assert sorted(path.name for path in Path(runs_dir()).iterdir()) == ["published", "taken"]
