"""Each act of the table, tried for real by a visitor, by its owner and by the administrator."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from aavae import permissions
from aavae.config import ClusterConfig, HardwareConfig, ModelConfig, QueueConfig, RunConfig
from aavae.data.disk import remove_set, swap_in, write_set
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.foreign.external import delete_external
from aavae.foreign.run_archive import receive_run
from aavae.jobs import local
from aavae.jobs.job import JobSpec
from aavae.jobs.queue import find_last, kill, stop, submit
from aavae.jobs.quota import check_quota, count_own_bytes, list_own_runs
from aavae.jobs.settings import save_settings
from aavae.jobs.training import (
    delete_run,
    rename_run,
    resume_training,
    start_race,
    start_training,
    stop_training,
)
from aavae.paths import data_dir, runs_dir
from aavae.permissions import (
    OWNER_VARIABLE,
    RULES,
    Act,
    Quota,
    Visitor,
    get_owner,
    is_allowed,
    read_owner,
    serve_visitors,
)
from aavae.runs.registry import create_run, find_run
from aavae.runs.status import Status, write_status
from aavae.ui.classroom import host
from aavae.ui.controls.local_paths import is_local, read_path

ANNE, BERT, ADMIN = Visitor("anne"), Visitor("bert"), Visitor("teacher", is_admin=True)
NOBODY = Visitor("")
CONFIG = RunConfig(data="tiny", num_epochs=1, model=ModelConfig(latent_dim=8))


@pytest.fixture(autouse=True)
def data(micro_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", micro_dataset, "drawn for a test")


class Desk:
    """Who asks just now."""

    def __init__(self) -> None:
        self.visitor = ANNE


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    # Queued, and never begun: what they would do is not asked here.
    monkeypatch.setattr(local, "launch", lambda directory: None)
    found = Desk()
    monkeypatch.setattr(permissions, "_served", [])
    serve_visitors(lambda: found.visitor, Quota(runs=2, minutes=5, megabytes=50))
    return found


def submit_job(kind: str, *arguments: str) -> None:
    submit(JobSpec.model_validate({"title": "x", "kind": kind, "arguments": arguments}), ClusterConfig())


def make_theirs(name: str) -> None:
    """A stopped run of Anne's."""
    run = create_run(name, CONFIG)
    write_status(run.layout.status, Status(state="stopped"))
    (run.layout.path / "owner").write_text(ANNE.id)


def stop_theirs() -> None:
    spec = JobSpec(title="x", kind="projection", arguments=("project", "theirs"), owner=ANNE.id)
    job = find_last(spec.arguments)
    assert job is not None
    stop(job)
    kill(job)


ATTEMPTS: dict[Act, list[Callable[[], object]]] = {
    "analyse": [lambda: submit_job("projection", "project", "aavae")],
    "train": [
        lambda: start_training("new", CONFIG),
        lambda: start_race([CONFIG, CONFIG.model_copy(update={"seed": 1})], ["new", "other"]),
        lambda: submit_job("training", "train", "--name", "x"),
    ],
    "choose hardware": [
        lambda: start_training("new", CONFIG, HardwareConfig(threads=2)),
        lambda: start_training("new", CONFIG, HardwareConfig(devices=2)),
        lambda: start_training("new", CONFIG, None, ClusterConfig(time_minutes=1)),
    ],
    "train a study": [lambda: submit_job("study", "study", "run", "beta")],
    "import images": [lambda: submit_job("import", "data", "import", "pictures", "--name", "new")],
    "download images": [lambda: submit_job("import", "data", "download", "stl10")],
    "import models": [
        lambda: submit_job("import", "model", "import", "net.onnx"),
        lambda: submit_job("import", "vectors", "import", "net.npz"),
        lambda: receive_run(Path("run.zip")),
    ],
    "name a path": [lambda: read_path("/")],
    "stop a job": [stop_theirs],
    "change a run": [
        lambda: resume_training(find_run("theirs")),
        lambda: rename_run(find_run("theirs"), "mine"),
        lambda: delete_run(find_run("theirs")),
    ],
    "delete images": [lambda: remove_set(data_dir(), "pictures")],
    "delete models": [lambda: delete_external("resnet")],
    "change settings": [lambda: save_settings(QueueConfig(jobs_at_once=2))],
    "hold a class": [lambda: host.open_classroom("pairs")],
}


@pytest.fixture
def theirs(desk: Desk, micro_dataset: Dataset) -> None:
    desk.visitor = ANNE
    make_theirs("theirs")
    submit_job("projection", "project", "theirs")
    pictures = Dataset("pictures", "pictures", micro_dataset.train, micro_dataset.test, micro_dataset.digest)
    write_set(data_dir(), pictures, "drawn")
    assert read_owner(data_dir() / "pictures") == ANNE.id
    assert find_run("theirs").owner == ANNE.id


def list_what_is_there() -> list[tuple[str, float]]:
    folders = (runs_dir(), data_dir())
    files = [path for folder in folders for path in folder.rglob("*") if path.name != ".lock"]
    return sorted((str(path), path.stat().st_size) for path in files if path.is_file())


def test_every_act_of_the_table_is_tried() -> None:
    assert set(ATTEMPTS) == set(RULES)


@pytest.mark.parametrize("act", ATTEMPTS)
@pytest.mark.usefixtures("theirs")
def test_what_the_table_forbids_changes_nothing_and_says_why(act: Act, desk: Desk) -> None:
    forbidden = {
        "everyone": [],
        "within the quota": [NOBODY],
        "the owner": [BERT, NOBODY],
        "the administrator": [ANNE, BERT, NOBODY],
    }[RULES[act].who]
    for desk.visitor in forbidden:
        for attempt in ATTEMPTS[act]:
            before = list_what_is_there()
            with pytest.raises(UserError) as refused:
                attempt()
            assert str(refused.value) == RULES[act].refusal
            assert list_what_is_there() == before


@pytest.mark.parametrize("act", [act for act in ATTEMPTS if act not in ("import models", "delete models")])
@pytest.mark.usefixtures("theirs")
def test_the_administrator_may_do_all(act: Act, desk: Desk) -> None:
    desk.visitor = ADMIN
    for attempt in ATTEMPTS[act][:1]:
        attempt()


@pytest.mark.usefixtures("theirs")
def test_owners_may_change_what_is_theirs(desk: Desk) -> None:
    desk.visitor = ANNE
    resume_training(find_run("theirs"))
    stop_training(find_run("theirs"))
    stop_theirs()
    remove_set(data_dir(), "pictures")
    assert not (data_dir() / "pictures").exists()


def test_a_visitor_has_so_many_runs_and_each_so_many_minutes(desk: Desk) -> None:
    start_race([CONFIG, CONFIG.model_copy(update={"seed": 1})], ["one", "two"])
    assert {path.name for path in list_own_runs()} == {"one", "two"}
    job = find_last(("train", "--resume", "one", *_find_flags("one")))
    assert job is not None
    assert (job.spec.owner, job.spec.minutes) == (ANNE.id, 5)
    with pytest.raises(UserError, match="may keep 2 runs"):
        start_training("three", CONFIG)
    with pytest.raises(UserError, match="may keep 2 runs"):
        start_race([CONFIG], ["three"])
    desk.visitor = BERT
    start_training("three", CONFIG)
    desk.visitor = ADMIN
    start_training("four", CONFIG)
    assert find_run("four").owner == ""


def _find_flags(name: str) -> tuple[str, ...]:
    from aavae.jobs.training import find_active_job

    job = find_active_job(find_run(name))
    assert job is not None
    return job.spec.arguments[3:]


@pytest.mark.usefixtures("theirs")
def test_a_visitor_has_so_much_disk(desk: Desk) -> None:
    desk.visitor = ANNE
    used = count_own_bytes()
    assert used > 10_000
    with open(find_run("theirs").layout.path / "state.pt", "wb") as file:
        file.truncate(60_000_000)
    with pytest.raises(UserError, match="each visitor of this server has"):
        check_quota()
    with pytest.raises(UserError, match="each visitor of this server has"):
        submit_job("import", "data", "import", "pictures", "--name", "new")
    desk.visitor = BERT
    assert count_own_bytes() == 0
    check_quota()


@pytest.mark.usefixtures("theirs")
def test_an_import_for_a_visitor_replaces_no_set_of_another(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As the process that imports finds it.
    permissions._served.clear()
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    (fresh / "meta.json").write_text("{}")
    monkeypatch.setenv(OWNER_VARIABLE, BERT.id)
    with pytest.raises(UserError, match="Somebody else imported"):
        swap_in(fresh, data_dir() / "pictures")
    assert (data_dir() / "pictures" / "train_images.npy").exists()
    monkeypatch.setenv(OWNER_VARIABLE, ANNE.id)
    shutil.rmtree(fresh)
    shutil.copytree(data_dir() / "pictures", fresh)
    swap_in(fresh, data_dir() / "pictures")
    assert read_owner(data_dir() / "pictures") == ANNE.id


def test_without_a_server_for_a_class_all_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "_served", [])
    assert all(is_allowed(act) and is_allowed(act, "somebody") for act in RULES)
    assert get_owner() == os.environ.get(OWNER_VARIABLE, "")
    check_quota(1_000)


def test_nobody_is_local_who_may_name_no_path(desk: Desk) -> None:
    desk.visitor = BERT
    assert not is_local()
