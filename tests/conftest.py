import functools
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
import torch

from aavae.config import HardwareConfig, ImportedConfig, Origin, ReferenceModelConfig, RunConfig
from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.methods import MethodName
from aavae.models import Normalise, build_untrained_model
from aavae.runs.layout import RunLayout, append_metrics
from aavae.runs.registry import Run, create_run
from aavae.runs.snapshots import snapshot_path
from aavae.runs.status import Status, write_status
from aavae.threads import count_default_threads
from aavae.train.compact import quantise
from aavae.train.state import save_weights
from tests.leftovers import kill_what_a_scope_leaves, kill_what_a_session_leaves, kill_what_a_test_leaves

CLASS_NAMES = tuple("abcdefghij")
SLOW_FIXTURES = {"chromium", "fresh_server", "of_two_processes", "server", "slurm", "slurm_cluster"}
SLOW_FOLDERS = (
    "api",
    "browser",
    "commands",
    "estimate",
    "evaluation",
    "foreign",
    "jobs",
    "pages",
    "runs",
    "sharing",
    "studies",
    "train",
)
"""Whose tests open pages, train, or encode images with models."""
LONG_FILES = (
    "test_shipped.py",
    "pages/test_degenerate.py",
    "commands/test_degenerate.py",
    "runs/test_faults.py",
)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import no file of which no test is wanted: all of them take ten seconds."""
    if config.option.markexpr == "not slow":
        return is_slow(collection_path, ()) or None
    if config.option.markexpr == "alone" and collection_path.suffix == ".py":
        return not names_alone(collection_path) or None
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow by what it uses or where it is; tests elsewhere that are slow say so themselves.

    Files with slow tests begin, those that take longest before all, so that workers who end early find
    something small to do.
    """
    for item in items:
        if is_slow(item.path, getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
    slow_files = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (item.path not in slow_files, not is_long(item.path)))


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: many a test waits for a process or a page."""
    return min((os.cpu_count() or 1) + 1, 4)


def names_alone(path: Path) -> bool:
    """Whether a file may have a test that runs alone."""
    return "pytest.mark.alone" in path.read_text(encoding="utf-8")


def is_long(path: Path) -> bool:
    """Whether a file takes minutes of a core."""
    return any(path.match(f"tests/{name}") for name in LONG_FILES)


def is_slow(path: Path, fixtures: Iterable[str]) -> bool:
    """Whether `make test-quick` leaves a test out: by its file and the fixtures that it uses."""
    here = Path(__file__).parent
    folders = path.relative_to(here).parts[:1] if path.is_relative_to(here) else ()
    return any(folder in SLOW_FOLDERS for folder in folders) or not SLOW_FIXTURES.isdisjoint(fixtures)


@pytest.fixture(scope="session", autouse=True)
def one_thread_to_choose_from() -> None:
    """Results to the last bit need the same number of threads everywhere."""
    torch.set_num_threads(1)
    assert count_default_threads() == 1


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """Whatever a test before this one chose."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session", autouse=True)
def packages_are_scanned_once() -> Iterator[None]:
    """Each `AppTest` reads the metadata of all installed packages, for their components: half a second."""
    if "streamlit.testing.v1" not in sys.modules:
        yield
        return
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner,
            "scan_component_manifests",
            functools.cache(manifest_scanner.scan_component_manifests),
        )
        yield


@pytest.fixture(autouse=True)
def own_main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest leaves its script as `__main__`, which processes of later tests would then run first."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session", autouse=True)
def nothing_outlives_the_session() -> Iterator[None]:
    with kill_what_a_session_leaves():
        yield


@pytest.fixture(scope="module", autouse=True)
def nothing_outlives_its_module() -> Iterator[None]:
    with kill_what_a_scope_leaves():
        yield


@pytest.fixture(autouse=True)
def nothing_outlives_its_test(own_directories: None) -> Iterator[None]:
    """Fixtures begin after this one and end before it, so what one of them leaves is a test's as well."""
    with kill_what_a_test_leaves():
        yield


@pytest.fixture(autouse=True)
def own_directories(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Runs and caches of this test alone, deleted afterwards: a run's state is tens of megabytes."""
    base = tmp_path_factory.mktemp("aavae")
    monkeypatch.setenv("AAVAE_RUNS", str(base / "runs"))
    monkeypatch.setenv("AAVAE_CACHE", str(base / "cache"))
    yield
    shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(scope="session")
def warm_cache(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """One cache of all workers, where nobody asks what happens with an empty one: to encode takes seconds."""
    base = tmp_path_factory.getbasetemp()
    return (base if worker_id == "master" else base.parent) / "warm-cache"


@pytest.fixture(scope="module")
def computed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("computed")


@pytest.fixture
def kept_cache(own_directories: None, computed_once: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What tests of a module compute for the same models and images, they compute once."""
    monkeypatch.setenv("AAVAE_CACHE", str(computed_once))


def draw_dataset(num_train: int, num_test: int) -> Dataset:
    """Draw images of ten classes: a class is a blurred pattern in some colours, an image adds noise."""
    rng = np.random.default_rng(0)
    patterns = np.kron(rng.integers(64, 192, (10, 3, 4, 4)), np.ones((8, 8)))

    def draw(count: int) -> ImageSet:
        labels = np.arange(count, dtype=np.int64) % 10
        images = patterns[labels] + rng.normal(0, 40, (count, 3, 32, 32))
        return ImageSet(images.clip(0, 255).astype(np.uint8), labels, CLASS_NAMES)

    train, test = draw(num_train), draw(num_test)
    return Dataset("tiny", f"tiny, {num_train} training images", train, test, compute_digest(train, test))


@pytest.fixture(scope="session")
def tiny_dataset() -> Dataset:
    """Classes that a model can learn: 320 training and 100 test images."""
    return draw_dataset(320, 100)


@pytest.fixture(scope="session")
def micro_dataset() -> Dataset:
    """For claims about bits and files: 64 training and 20 test images, four steps of 16."""
    return draw_dataset(64, 20)


@pytest.fixture(scope="session")
def cpu() -> HardwareConfig:
    """The CPU in 32 bits, where results are the same to the last bit."""
    return HardwareConfig(accelerator="cpu", precision="32-true")


def make_run(name: str, method: MethodName = "aavae", seed: int = 0) -> Run:
    """A run with the weights of an untrained model: everything that pages need, in no time."""
    config = RunConfig(method=method, num_epochs=2, seed=seed)
    run = create_run(name, config)
    model = build_untrained_model(config, Normalise())
    save_weights(model.state_dict(), run.layout.weights)
    write_status(run.layout.status, Status(state="finished", epoch=2, step=8, total_steps=8))
    for epoch in (1, 2):
        row = {
            "epoch": epoch,
            "step": 4 * epoch,
            "loss": 3.0 / epoch,
            "parts": {"kl": 1.0},
            "knn_accuracy": 0.3,
        }
        append_metrics(run.layout.metrics, row)
    return run


def make_imported_run(name: str, head: Literal["gaussian", "deterministic"] = "gaussian") -> Run:
    """A run as an import makes it, with random weights."""
    model = ReferenceModelConfig(encoder="resnet18", decoder="decoder18", head=head, latent_dim=4)
    origin = Origin(
        implementation="reference",
        file="published.ckpt",
        sha256=name,
        step=100,
        lightning="1.4.7",
        labels={"denoising": True},
    )
    method = "aavae" if head == "gaussian" else "ae"
    config = ImportedConfig(method=method, data="cifar10", num_epochs=3_200, model=model, origin=origin)

    def fill(layout: RunLayout) -> None:
        save_weights(build_untrained_model(config, Normalise()).state_dict(), layout.weights)
        write_status(layout.status, Status(state="finished", epoch=3_200, step=100))

    return create_run(name, config, fill)


def make_snapshots(run: Run, *epochs: int) -> Run:
    """Snapshots of a run, each with weights of its own; returns the run."""
    run.layout.snapshots.mkdir(exist_ok=True)
    for epoch in epochs:
        model = build_untrained_model(run.config.model_copy(update={"seed": 100 + epoch}), Normalise())
        save_weights(quantise(model.state_dict()), snapshot_path(run.layout.snapshots, epoch))
    return run
