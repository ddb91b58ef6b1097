from pathlib import Path

import numpy as np
import pytest

from aavae.config import RunConfig
from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.evaluation.subject import Subject, list_baselines, list_subjects
from aavae.methods import METHODS, MethodName
from aavae.runs.registry import NO_RUN, create_run
from aavae.runs.status import Status, write_status
from aavae.ui.controls.defaults import choose_default_models, choose_default_pair


@pytest.fixture
def checkpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for shipped models, with none."""
    folder = tmp_path / "checkpoints"
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(folder))
    return folder


@pytest.fixture
def shipped(checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shipped model of each method."""
    with monkeypatch.context() as patch:
        patch.setenv("AAVAE_RUNS", str(checkpoints))
        for method in METHODS:
            make_run(method, "cifar10", method)


def make_run(name: str, data: str, method: MethodName = "aavae", state: str = "finished") -> None:
    run = create_run(name, RunConfig(method=method, data=data))
    run.layout.weights.touch()
    write_status(run.layout.status, Status.model_validate({"state": state}))


def make_dataset(name: str) -> Dataset:
    images = ImageSet(np.zeros((2, 3, 32, 32), np.uint8), np.zeros(2, np.int64), ("only",))
    return Dataset(name, name, images, images, compute_digest(images, images))


def choose_models(data: str, with_baselines: bool = False) -> list[str]:
    subjects = [*list_subjects(), *(list_baselines() if with_baselines else [])]
    return choose_default_models({subject.name: subject for subject in subjects}, make_dataset(data))


def choose_pair(data: str) -> tuple[str, str]:
    subjects: dict[str, Subject] = {subject.name: subject for subject in list_subjects()}
    return choose_default_pair(subjects, make_dataset(data))


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize("data", ["bundled", "cifar10"])
def test_on_the_images_of_the_shipped_models_these_are_the_default(data: str) -> None:
    make_run("mine", data, "vae")
    assert choose_models(data, with_baselines=True) == [*METHODS, "pixels", "untrained"]
    assert choose_pair(data) == ("aavae", "vae")


@pytest.mark.usefixtures("shipped")
def test_on_other_images_without_models_of_one_s_own_the_shipped_ones_are_the_default() -> None:
    make_run("elsewhere", "birds")
    make_run("waits", "pets", state="waiting")
    make_run("runs", "pets", state="running")
    assert choose_models("pets") == [*METHODS]
    assert choose_pair("pets") == ("aavae", "vae")


@pytest.mark.usefixtures("shipped")
def test_one_s_own_models_of_the_images_come_first_and_shipped_ones_stand_in_for_other_methods() -> None:
    make_run("my-vae", "pets", "vae")
    make_run("my-aavae", "pets", "aavae")
    others = [method for method in METHODS if method not in ("vae", "aavae")]
    expected = ["my-vae", "my-aavae", *others, "pixels", "untrained"]
    assert choose_models("pets", with_baselines=True) == expected
    assert choose_pair("pets") == ("my-aavae", "my-vae")


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    ("methods", "pair"),
    [
        (["aavae"], ("my-aavae", "vae")),
        (["vae"], ("my-vae", "aavae")),
        (["simclr"], ("my-simclr", "aavae")),
        (["simclr", "aavae"], ("my-aavae", "my-simclr")),
        (["ae", "simclr"], ("my-ae", "my-simclr")),
    ],
)
def test_a_pair_is_of_two_methods_those_of_one_s_own_first(
    methods: list[MethodName], pair: tuple[str, str]
) -> None:
    for method in methods:
        make_run(f"my-{method}", "pets", method)
    assert choose_pair("pets") == pair


@pytest.mark.usefixtures("shipped")
def test_of_several_of_one_method_the_newest_counts() -> None:
    make_run("my-vae", "pets", "vae")
    for name in ("old", "new"):
        make_run(name, "pets")
    subjects = {subject.name: subject for subject in list_subjects()}
    newest = next(name for name in subjects if name in ("old", "new"))
    assert choose_models("pets")[:2] == ["my-vae", newest]
    assert choose_pair("pets") == (newest, "my-vae")


@pytest.mark.usefixtures("checkpoints")
def test_where_no_shipped_model_fits_there_are_one_s_own() -> None:
    make_run("my-aavae", "pets")
    assert choose_models("pets") == ["my-aavae"]
    assert choose_pair("pets") == ("my-aavae", NO_RUN)
    make_run("elsewhere", "birds", "vae")
    assert choose_models("pets") == ["my-aavae"]
    assert choose_pair("pets") == ("my-aavae", "elsewhere")
    assert choose_models("birds") == ["elsewhere"]


@pytest.mark.usefixtures("checkpoints")
def test_without_any_of_the_images_the_first_model_is_the_default() -> None:
    make_run("one", "birds")
    make_run("two", "birds", state="stopped")
    subjects = {subject.name: subject for subject in list_subjects()}
    assert choose_default_models(subjects, make_dataset("pets")) == [next(iter(subjects))]
