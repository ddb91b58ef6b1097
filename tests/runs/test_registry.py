import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aavae.config import RunConfig
from aavae.errors import UserError
from aavae.paths import runs_dir
from aavae.runs.epoch_samples import read_epoch_samples
from aavae.runs.layout import RunLayout
from aavae.runs.registry import (
    RESERVED_NAMES,
    Run,
    choose_name,
    create_run,
    find_run,
    list_damaged_runs,
    list_runs,
    list_study_runs,
)
from aavae.runs.snapshots import list_snapshots
from aavae.runs.summary import count_bytes, read_knn_scores
from tests.conftest import make_run, make_snapshots

BAD_NAMES = [
    "",
    ".",
    "..",
    "../x",
    "a/b",
    "/etc",
    "a\\b",
    ".hidden",
    "-flag",
    "a b",
    "a\n",
    "a\0",
    "~",
    "x" * 65,
]


def write_config(folder: Path, config: RunConfig) -> None:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(config.model_dump_json())


def test_a_created_run_is_found_and_listed() -> None:
    config = RunConfig(method="vae", seed=3)
    created = create_run("my.run_1-a", config)
    for found in (find_run("my.run_1-a"), *list_runs()):
        assert (found.name, found.config, found.shipped, found.title) == (
            created.name,
            config,
            False,
            "my.run_1-a",
        )
        assert found.layout.path == runs_dir() / "my.run_1-a"
    assert not created.has_weights
    assert created.metrics == []
    assert created.status.state == "interrupted"


def test_a_study_s_model_is_found_by_name_and_directory_but_not_listed(checkpoints: Path) -> None:
    config = RunConfig(seed=2)
    folder = checkpoints / "_studies" / "study-aavae-seed-2"
    write_config(folder, config)
    (folder.parent / "ablation.json").write_text("{}")
    assert list_runs() == []
    assert [run.name for run in list_study_runs()] == ["study-aavae-seed-2"]
    for run in (find_run("study-aavae-seed-2"), find_run(str(folder))):
        assert (run.name, run.title, run.config) == ("study-aavae-seed-2", "study-aavae-seed-2", config)
        assert (run.shipped, run.is_of_study, run.status.state) == (True, True, "finished")


def test_one_s_own_run_may_have_the_name_of_a_study_s_model_and_comes_first(checkpoints: Path) -> None:
    write_config(checkpoints / "_studies" / "study-aavae-seed-2", RunConfig(seed=2))
    create_run("study-aavae-seed-2", RunConfig(seed=2))
    assert not find_run("study-aavae-seed-2").shipped


def test_nothing_to_list_is_an_empty_list() -> None:
    assert not runs_dir().exists()
    assert list_runs() == []
    assert list_damaged_runs() == []


def test_shipped_runs_come_first_in_the_table_s_order_then_one_s_own_newest_first(checkpoints: Path) -> None:
    for method in ("simclr", "aavae", "ae"):
        write_config(checkpoints / f"cifar10-{method}", RunConfig(method=method, num_epochs=5))
    for age, name in enumerate(["new", "middle", "old"]):
        run = create_run(name, RunConfig())
        os.utime(run.layout.config, (1e9 - age, 1e9 - age))
    runs = list_runs()
    assert [run.title for run in runs] == ["AE", "AAVAE", "SimCLR", "new", "middle", "old"]
    assert [run.shipped for run in runs] == [True] * 3 + [False] * 3
    assert (runs[0].status.state, runs[0].status.epoch) == ("finished", 5)


DAMAGE = {
    "empty": None,
    "garbage": b"\x00\xff{",
    "list": b"[]",
    "unknown-key": b'{"method": "vae", "epochs": 3}',
    "out-of-range": b'{"batch_size": 1}',
    "torn": b'{"method": "va',
    "deep": b"[" * 100_000,
}


def test_a_damaged_run_costs_only_itself() -> None:
    create_run("good", RunConfig())
    for name, content in DAMAGE.items():
        (runs_dir() / name).mkdir()
        if content is not None:
            (runs_dir() / name / "config.json").write_bytes(content)
    (runs_dir() / "directory" / "config.json").mkdir(parents=True)
    (runs_dir() / "file").write_text("not a run")
    assert [run.name for run in list_runs()] == ["good"]
    damaged = {run.name: run.reason for run in list_damaged_runs()}
    assert damaged.keys() == {*DAMAGE, "directory"}
    assert damaged["empty"] == "it has no config.json"
    assert "epochs" in damaged["unknown-key"]
    for name in damaged:
        with pytest.raises(UserError, match=f"'{name}' is damaged"):
            find_run(name)
        with pytest.raises(UserError, match="exists already"):
            create_run(name, RunConfig())


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_is_no_plain_name_creates_nothing(name: str, tmp_path: Path) -> None:
    runs_dir().mkdir()
    beside = sorted(runs_dir().parent.iterdir())
    with pytest.raises(UserError, match="cannot name a run"):
        create_run(name, RunConfig())
    assert list(runs_dir().iterdir()) == []
    assert sorted(runs_dir().parent.iterdir()) == beside


@pytest.mark.parametrize("name", ["none", "None", "pixels", "untrained"])
def test_a_word_that_means_something_else_names_no_run(name: str) -> None:
    with pytest.raises(UserError, match=f"'{name}' cannot name a run: .* mean something else by it"):
        create_run(name, RunConfig())
    assert not runs_dir().exists()


@pytest.mark.parametrize("name", RESERVED_NAMES)
def test_a_run_that_has_such_a_word_for_its_name_is_listed_under_it(name: str) -> None:
    write_config(runs_dir() / name, RunConfig(seed=7))
    assert [run.name for run in list_runs()] == [name]
    assert list_damaged_runs() == []
    assert find_run(name).config.seed == find_run(str(runs_dir() / name)).config.seed == 7


@pytest.mark.parametrize("name", [*BAD_NAMES, "x" * 5000, "~nobody-has-this-name/x"])
def test_a_name_is_never_joined_to_the_runs_folder(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_config(runs_dir() / "a" / "b", RunConfig())
    write_config(runs_dir().parent / "x", RunConfig())
    (runs_dir() / "config.json").write_text(RunConfig().model_dump_json())
    (runs_dir().parent / "config.json").write_text(RunConfig().model_dump_json())
    with pytest.raises(UserError, match="There is no run"):
        find_run(name)


def test_no_name_is_not_the_current_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_config(tmp_path / "here", RunConfig())
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(UserError, match="There is no run ''"):
        find_run("")


def test_a_run_elsewhere_is_found_by_its_directory(tmp_path: Path) -> None:
    write_config(tmp_path / "shared" / "vae", RunConfig(method="vae"))
    run = find_run(str(tmp_path / "shared" / "vae"))
    assert (run.name, run.config.method, run.shipped) == ("vae", "vae", False)
    (tmp_path / "shared" / "vae" / "config.json").write_text("{")
    with pytest.raises(UserError, match="is damaged"):
        find_run(str(tmp_path / "shared" / "vae"))


def test_an_unknown_name_says_which_there_are() -> None:
    with pytest.raises(UserError, match="There is no run 'x'; runs here: none"):
        find_run("x")
    create_run("y", RunConfig())
    with pytest.raises(UserError, match="runs here: y"):
        find_run("x")


def test_of_two_that_claim_a_name_at_once_exactly_one_succeeds() -> None:
    barrier = threading.Barrier(8)

    def claim(seed: int) -> Run | UserError:
        barrier.wait()
        try:
            return create_run("same", RunConfig(seed=seed))
        except UserError as error:
            return error

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(claim, range(8)))
    (winner,) = [result for result in results if isinstance(result, Run)]
    assert find_run("same").config == winner.config


def test_a_full_disk_leaves_no_directory_that_takes_the_name() -> None:
    runs_dir().mkdir()
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, usual[1]))
    try:
        with pytest.raises(UserError, match=r"/mine cannot be made \(.*\): free some space\.$"):
            create_run("mine", RunConfig())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert list(runs_dir().iterdir()) == []
    create_run("mine", RunConfig())


def test_an_empty_directory_keeps_its_name() -> None:
    (runs_dir() / "mine").mkdir(parents=True)
    with pytest.raises(UserError, match="exists already"):
        create_run("mine", RunConfig())


def test_runs_are_listed_while_others_delete_and_make_them() -> None:
    stop = threading.Event()

    def churn(number: int) -> None:
        while not stop.is_set():
            run = make_snapshots(make_run(f"churn-{number}"), 0)
            run.layout.samples.parent.mkdir()
            shutil.rmtree(run.layout.path)

    create_run("mine", RunConfig())
    with ThreadPoolExecutor(2) as pool:
        churning = [pool.submit(churn, number) for number in range(2)]
        try:
            deadline = time.monotonic() + 3
            while time.monotonic() < deadline:
                runs = list_runs()
                assert "mine" in [run.name for run in runs]
                for run in runs:
                    count_bytes(run.layout.path)
                    read_epoch_samples(run.layout.samples)
                    list_snapshots(run.layout.snapshots)
                    assert isinstance(run.has_weights, bool)
                    assert run.status.state
                    assert read_knn_scores(run).best in (None, 0.3)
                list_damaged_runs()
                choose_name(RunConfig())
        finally:
            stop.set()
        for done in churning:
            done.result()


def test_a_shipped_name_is_taken(checkpoints: Path) -> None:
    write_config(checkpoints / "vae", RunConfig(method="vae"))
    with pytest.raises(UserError, match="There is a run 'vae' already"):
        create_run("vae", RunConfig())


def test_chosen_names_are_free() -> None:
    names = [create_run(choose_name(RunConfig()), RunConfig()).name for _ in range(3)]
    assert names == ["aavae-1", "aavae-2", "aavae-3"]
    (runs_dir() / "vae-1").mkdir()
    assert choose_name(RunConfig(method="vae")) == "vae-2"


def test_listing_runs_imports_no_torch() -> None:
    code = "import sys, aavae.runs.registry; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_a_killed_process_left_half_made_goes_with_the_next_run() -> None:
    old, fresh = runs_dir() / ".new-old", runs_dir() / ".new-fresh"
    for path in (old, fresh):
        path.mkdir(parents=True)
        (path / "model.safetensors").write_bytes(b"half")
    hours_ago = time.time() - 4_000
    os.utime(old, (hours_ago, hours_ago))
    create_run("mine", RunConfig())
    assert (old.exists(), fresh.exists()) == (False, True)
    assert [run.name for run in list_runs() if not run.shipped] == ["mine"]
    assert list_damaged_runs() == []


def test_a_run_that_cannot_be_filled_is_none() -> None:
    def fill(layout: RunLayout) -> None:
        layout.weights.write_bytes(b"half of it")
        raise UserError("no more")

    with pytest.raises(UserError, match="no more"):
        create_run("mine", RunConfig(), fill)
    assert list(runs_dir().iterdir()) == []
    run = create_run("mine", RunConfig(), lambda layout: layout.weights.write_bytes(b"all of it"))
    assert find_run("mine").has_weights
    assert list(runs_dir().iterdir()) == [run.layout.path]
