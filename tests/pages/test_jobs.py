"""The jobs page through AppTest: the queue, what ended, the runs and every action on them."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from aavae.config import QueueConfig, RunConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.jobs.job import Job, JobSpec, read_job, write_job_status
from aavae.jobs.queue import list_jobs, submit
from aavae.jobs.settings import load_settings, save_settings
from aavae.jobs.training import delete_run, rename_run, start_training
from aavae.paths import data_dir
from aavae.runs.layout import RunLayout
from aavae.runs.process import describe_process
from aavae.runs.registry import Run, list_runs
from aavae.runs.status import Status, write_status
from tests.conftest import make_imported_run, make_run
from tests.pages.conftest import assert_healthy, open_page

pytestmark = pytest.mark.usefixtures("no_processes")

GONE = "'mine' is not here any more: somebody deleted or renamed it."

NEXT_STEPS = ("Train", "Race", "Images")
"""Links of an empty queue."""


def list_own() -> list[str]:
    return sorted(run.name for run in list_runs() if not run.shipped)


def find_button(app: AppTest, label: str) -> Any:
    return next(button for button in app.button if button.label == label)


def list_labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def read_page(app: AppTest) -> str:
    elements = (*app.error, *app.success, *app.warning, *app.info, *app.caption, *app.markdown)
    texts = [element.value for element in elements] + [expander.label for expander in app.expander]
    return "\n".join(texts + [progress.text for progress in app.progress]).replace("\\", "")


def choose(app: AppTest, name: str) -> AppTest:
    return app.selectbox(key="run").set_value(name).run()


def make_stopped_run(name: str) -> Run:
    run = make_run(name)
    write_status(run.layout.status, Status(state="stopped", epoch=1, step=4, total_steps=8))
    return run


def train(name: str) -> Job:
    """A training whose process is this one, in the middle of its second epoch."""
    run = start_training(name, RunConfig(num_epochs=4))
    (job,) = [job for job in list_jobs() if job.spec.run == name]
    status = job.status.model_copy(
        update={"state": "running", "started": time.time() - 75, **describe_process()}
    )
    write_job_status(job.path, status)
    running = Status(
        state="running",
        epoch=1,
        step=60,
        total_steps=160,
        images_per_second=1234.0,
        seconds_left=125.0,
        device="cpu",
        precision="bf16-mixed",
        **describe_process(),
    )
    write_status(run.layout.status, running)
    found = read_job(job.path)
    assert found is not None
    return found


def end(job: Job, **changes: Any) -> None:
    write_job_status(job.path, job.status.model_copy(update={"ended": time.time(), **changes}))


@pytest.mark.usefixtures("no_checkpoints")
def test_with_no_runs_it_says_where_to_start_one() -> None:
    app = open_page("jobs")
    assert_healthy(app)
    page = read_page(app)
    assert "Nothing waits and nothing runs." in page
    assert "No job has ended yet." in page
    assert "There is no run yet." in page
    assert [link.label for link in app.main.page_link] == [*NEXT_STEPS, "Start one"]


@pytest.mark.usefixtures("no_checkpoints")
def test_with_one_run_everything_can_be_done_with_it() -> None:
    make_run("only", "vae")
    app = open_page("jobs")
    assert_healthy(app)
    assert {"Add", "Rename", "Delete", "Import vectors", "Save"} == set(list_labels(app))
    assert {"Watch", "Re-run with changes", *NEXT_STEPS} == {link.label for link in app.main.page_link}
    (table,) = app.dataframe
    row = table.value.iloc[0]
    assert list(row[["Run", "State", "Method", "Images", "Epochs"]]) == [
        "only",
        "finished",
        "VAE",
        "bundled",
        "2 of 2",
    ]
    assert row["kNN, best"] == row["kNN, last"] == pytest.approx(30)
    size = sum(path.stat().st_size for path in RunLayout.of("only").path.rglob("*"))
    assert row["MB"] == pytest.approx(size / 1e6)


def test_shipped_runs_can_be_watched_and_re_run_but_not_changed() -> None:
    make_run("mine")
    app = open_page("jobs")
    assert_healthy(app)
    assert "Delete" in list_labels(app)
    choose(app, "aavae")
    assert_healthy(app)
    assert list_labels(app) == ["Add", "Import vectors", "Save"]
    assert {"Watch", "Re-run with changes", *NEXT_STEPS} == {link.label for link in app.main.page_link}


@pytest.mark.usefixtures("no_checkpoints")
def test_forty_runs_are_in_one_table_and_the_last_can_be_chosen() -> None:
    for number in range(40):
        make_run(f"run-{number}", "ae")
    app = open_page("jobs")
    assert_healthy(app)
    assert len(app.dataframe[0].value) == 40
    assert len(app.button) < 10
    choose(app, "run-0")
    assert "**run-0**" in read_page(app)


@pytest.mark.usefixtures("no_checkpoints")
def test_a_damaged_run_is_listed_with_the_reason_and_can_be_deleted() -> None:
    make_run("good")
    broken = make_run("broken")
    broken.layout.config.write_text("{")
    app = open_page("jobs")
    assert_healthy(app)
    assert "'broken' cannot be read: its config.json cannot be read" in read_page(app)
    assert list(app.dataframe[0].value["Run"]) == ["good"]
    find_button(app, "Delete 'broken'").click().run()
    assert broken.layout.path.exists()
    app.button(key="delete_it").click().run()
    assert_healthy(app)
    assert not broken.layout.path.exists()
    assert "'broken' is deleted." in read_page(app)


@pytest.mark.usefixtures("no_checkpoints")
def test_an_active_job_shows_how_far_it_is() -> None:
    train("mine")
    start_training("next", RunConfig())
    app = open_page("jobs")
    assert_healthy(app)
    page = read_page(app)
    for said in (
        "running",
        "AAVAE: mine",
        "epoch 1 of 4",
        "about 2 min 05 s left",
        "1 min 1",
        "1,234 images a second",
        "cpu, bf16-mixed",
        "on this machine",
        "AAVAE: next",
        "place 1 in the queue",
    ):
        assert said in page, said
    assert [round(progress.value) for progress in app.progress] == [37]
    assert len([label for label in list_labels(app) if label.startswith("Stop")]) == 3


@pytest.mark.usefixtures("no_checkpoints")
def test_stop_asks_once_and_force_appears_after_a_while() -> None:
    job = train("mine")
    app = open_page("jobs")
    other = open_page("jobs")
    app.button(key=f"stop_{job.id}").click().run()
    assert_healthy(app)
    assert job.stop.exists() and RunLayout.of("mine").stop.exists()
    assert "saves and stops at its next batch" in read_page(app)
    assert app.button(key=f"stop_{job.id}").disabled
    assert "Force stop" not in list_labels(app)
    # The other browser has not drawn that yet.
    other.button(key=f"stop_{job.id}").click().run()
    assert_healthy(other)
    assert not other.error
    earlier = time.time() - 20
    os.utime(job.stop, (earlier, earlier))
    app.run()
    assert "Force stop" in list_labels(app)


@pytest.mark.usefixtures("no_checkpoints")
def test_stop_of_a_job_that_ended_meanwhile_is_a_sentence() -> None:
    job = train("mine")
    app = open_page("jobs")
    end(job, state="finished")
    app.button(key=f"stop_{job.id}").click().run()
    assert_healthy(app)
    assert "AAVAE: mine has ended already." in read_page(app)
    assert not job.stop.exists()


@pytest.mark.usefixtures("no_checkpoints")
def test_ended_jobs_are_listed_newest_first_with_why_and_the_log() -> None:
    for number in range(7):
        spec = JobSpec(title=f"UMAP {number}", kind="projection", arguments=(str(number),))
        job = submit(spec)
        (job.path / "log.txt").write_text(f"line of {number}\n")
        now = time.time()
        changes = {"started": now - 65, "ended": now - 60 + number, "state": "finished"}
        end(job, **(changes | ({"state": "failed", "message": "The disk is full."} if number == 6 else {})))
    app = open_page("jobs")
    assert_healthy(app)
    ended = [e.label for e in app.expander if "UMAP" in e.label]
    assert len(ended) == 5
    assert "failed" in ended[0] and "UMAP 6" in ended[0] and "after 11 s" in ended[0]
    assert "The disk is full" in ended[0]
    assert any("line of 6" in code.value for code in app.code)
    app.toggle(key="all_ended").set_value(True).run()
    assert len([e for e in app.expander if "UMAP" in e.label]) == 7


@pytest.mark.usefixtures("no_checkpoints")
def test_delete_asks_first_says_what_is_lost_and_deletes() -> None:
    run = make_run("mine")
    app = open_page("jobs")
    find_button(app, "Delete").click().run()
    assert_healthy(app)
    assert run.layout.path.exists()
    page = read_page(app)
    assert (
        "there is no way back" in page
        and "2 of 2 epochs" in page
        and "30.0 %" in page
        and "MB in all" in page
    )
    app.button(key="keep_it").click().run()
    assert "there is no way back" not in read_page(app)
    assert run.layout.path.exists()
    find_button(app, "Delete").click().run()
    app.button(key="delete_it").click().run()
    assert_healthy(app)
    assert not run.layout.path.exists()
    assert "'mine' is deleted." in read_page(app)
    assert "There is no run yet." in read_page(app)


@pytest.mark.usefixtures("no_checkpoints")
def test_rename_changes_the_name_and_the_choice_follows() -> None:
    make_run("other")
    make_run("mine")
    app = open_page("jobs")
    choose(app, "mine")
    find_button(app, "Rename").click().run()
    app.text_input(key="new_name").set_value("other").run()
    app.button(key="rename_it").click().run()
    assert_healthy(app)
    assert "There is a run 'other' already" in read_page(app)
    app.text_input(key="new_name").set_value("pixels").run()
    app.button(key="rename_it").click().run()
    assert_healthy(app)
    assert "'pixels' cannot name a run" in read_page(app)
    assert list_own() == ["mine", "other"]
    app.text_input(key="new_name").set_value("better").run()
    app.button(key="rename_it").click().run()
    assert_healthy(app)
    assert list_own() == ["better", "other"]
    assert app.selectbox(key="run").value == "better"
    assert "'mine' is now 'better'." in read_page(app)


@pytest.mark.usefixtures("no_checkpoints")
@pytest.mark.parametrize("name", ["none", "pixels"])
def test_a_run_whose_name_means_something_else_asks_for_another_and_then_is_a_model(
    name: str, micro_dataset: Dataset
) -> None:
    write_set(data_dir(), micro_dataset, "drawn")
    data = {"data": micro_dataset.title}
    make_run("mine").layout.path.rename(RunLayout.of(name).path)
    make_run("other")
    for page in ("reconstruct", "watch"):
        assert_healthy(open_page(page, {"models": name, "runs": name, **data}))
    app = choose(open_page("jobs"), name)
    assert_healthy(app)
    assert f"mean something else by the name '{name}'" in read_page(app)
    find_button(app, "Rename").click().run()
    app.text_input(key="new_name").set_value("better").run()
    app.button(key="rename_it").click().run()
    assert_healthy(app)
    assert "something else" not in read_page(app)
    assert "better" in open_page("reconstruct", data).multiselect(key="models").options[-1]


@pytest.mark.usefixtures("no_checkpoints")
@pytest.mark.parametrize("state", ["stopped", "failed", "interrupted", "damaged"])
def test_resume_puts_an_unfinished_run_in_the_queue(state: str) -> None:
    run = make_stopped_run("mine")
    if state == "failed":
        write_status(run.layout.status, Status(state="failed", message="The disk was full.", epoch=1))
    elif state == "interrupted":
        run.layout.status.unlink()
    elif state == "damaged":
        run.layout.status.write_text("{")
    app = open_page("jobs")
    assert_healthy(app)
    assert state in read_page(app)
    find_button(app, "Resume").click().run()
    assert_healthy(app)
    (job,) = list_jobs()
    assert job.spec.arguments == ("train", "--resume", "mine")
    assert "goes on as soon as its turn comes" in read_page(app)
    assert "Resume" not in list_labels(app)


@pytest.mark.usefixtures("no_checkpoints")
def test_a_finished_run_offers_no_resume_and_an_active_one_no_delete() -> None:
    make_run("done")
    train("busy")
    app = open_page("jobs")
    choose(app, "done")
    assert "Resume" not in list_labels(app)
    choose(app, "busy")
    assert_healthy(app)
    assert "Resume" not in list_labels(app)
    assert find_button(app, "Delete").disabled and find_button(app, "Rename").disabled
    assert "Stop (saves first)" in list_labels(app)


def take_away(run: Run) -> None:
    rename_run(run, "elsewhere")


@pytest.mark.usefixtures("no_checkpoints")
@pytest.mark.parametrize("meanwhile", [delete_run, take_away])
def test_a_resume_of_what_another_browser_took_away_is_a_sentence(meanwhile: Callable[[Run], None]) -> None:
    run = make_stopped_run("mine")
    app = open_page("jobs")
    meanwhile(run)
    find_button(app, "Resume").click().run()
    assert_healthy(app)
    assert GONE in read_page(app)


@pytest.mark.usefixtures("no_checkpoints")
@pytest.mark.parametrize("meanwhile", [delete_run, take_away])
def test_a_rename_of_what_another_browser_took_away_is_a_sentence(meanwhile: Callable[[Run], None]) -> None:
    run = make_stopped_run("mine")
    app = open_page("jobs")
    find_button(app, "Rename").click().run()
    meanwhile(run)
    app.text_input(key="new_name").set_value("new")
    app.button(key="rename_it").click().run()
    assert_healthy(app)
    assert GONE in read_page(app)


@pytest.mark.usefixtures("no_checkpoints")
def test_a_delete_that_another_browser_did_first_is_a_sentence() -> None:
    run = make_run("mine")
    app = open_page("jobs")
    find_button(app, "Delete").click().run()
    delete_run(run)
    app.button(key="delete_it").click().run()
    assert_healthy(app)
    assert GONE in read_page(app)


@pytest.mark.usefixtures("no_checkpoints")
def test_a_resume_that_another_browser_did_first_is_a_sentence() -> None:
    make_stopped_run("mine")
    app, other = open_page("jobs"), open_page("jobs")
    for browser in (other, app):
        find_button(browser, "Resume").click().run()
    assert_healthy(app)
    assert "is waiting already" in read_page(app)
    assert len(list_jobs()) == 1


@pytest.mark.usefixtures("no_checkpoints")
def test_watch_and_re_run_name_the_run() -> None:
    make_run("mine")
    app = open_page("jobs")
    links = {link.label: link.proto.query_string for link in app.main.page_link}
    to_run = {"Watch": "runs=mine", "Re-run with changes": "from=mine"}
    assert links == dict.fromkeys(NEXT_STEPS, "") | to_run


@pytest.mark.usefixtures("no_checkpoints")
def test_where_jobs_run_is_saved_for_all() -> None:
    app, other = open_page("jobs"), open_page("jobs")
    assert find_button(app, "Save").disabled
    app.number_input(key="queue.jobs_at_once").set_value(3).run()
    find_button(app, "Save").click().run()
    assert_healthy(app)
    assert "Saved for all trainings to come." in read_page(app)
    assert load_settings().jobs_at_once == 3
    other.run()
    assert other.number_input(key="queue.jobs_at_once").value == 3


@pytest.mark.usefixtures("no_checkpoints")
def test_slurm_without_sbatch_is_said_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    app = open_page("jobs")
    app.selectbox(key="queue.cluster.cluster").set_value("slurm").run()
    assert_healthy(app)
    assert "no `sbatch`" in read_page(app)
    app.text_input(key="queue.cluster.partition").set_value("gpu").run()
    find_button(app, "Save").click().run()
    saved = load_settings().cluster
    assert (saved.cluster, saved.partition) == ("slurm", "gpu")
    save_settings(QueueConfig())


@pytest.mark.usefixtures("no_checkpoints")
def test_an_imported_model_says_where_it_comes_from_and_offers_no_training() -> None:
    make_imported_run("paper")
    app = open_page("jobs")
    assert_healthy(app)
    assert "Imported from published.ckpt, written by PyTorch Lightning 1.4.7" in read_page(app)
    assert {"Add", "Rename", "Delete", "Import vectors", "Save"} == set(list_labels(app))
    assert [link.label for link in app.main.page_link] == [*NEXT_STEPS, "Watch"]
    row = app.dataframe[0].value.iloc[0]
    assert list(row[["Run", "State", "Method", "Images", "Epochs"]]) == [
        "paper (imported)",
        "finished",
        "AAVAE",
        "cifar10",
        "3,200 of 3,200",
    ]
    find_button(app, "Delete").click().run()
    app.button(key="delete_it").click().run()
    assert list_own() == []


@pytest.fixture
def at_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest has no address of its own."""
    monkeypatch.setattr("aavae.ui.jobs.model_import.is_local", lambda: True)


def import_model(app: AppTest, path: str, name: str) -> AppTest:
    app.text_input(key="model_path").set_value(path)
    app.text_input(key="model_name").set_value(name)
    app.button(key="import_model").click().run()
    assert_healthy(app)
    return app


@pytest.mark.usefixtures("no_checkpoints", "at_the_server")
def test_a_model_is_imported_in_the_background(tmp_path: Path) -> None:
    path = tmp_path / "a file.ckpt"
    path.write_bytes(b"its content is the job's affair")
    app = import_model(open_page("jobs"), f" {path} ", "paper")
    (job,) = list_jobs()
    assert job.spec.arguments == ("model", "import", str(path), "--name", "paper")
    assert (job.spec.kind, job.spec.cluster, job.spec.title) == ("import", "local", "Import: paper")
    assert "'paper' is read in the background" in read_page(app)
    end(job, state="failed", message=f"{path} is not a PyTorch checkpoint.")
    assert f"{path} is not a PyTorch checkpoint." in read_page(app.run())
    images = open_page("images")
    assert_healthy(images)
    assert "paper" not in read_page(images)


@pytest.mark.usefixtures("no_checkpoints", "at_the_server")
@pytest.mark.parametrize(
    ("file", "name", "message"),
    [
        ("", "paper", "Write the path of a model's file first."),
        ("models/a.ckpt", "paper", "Write the whole path"),
        ("/nowhere/a.ckpt", "paper", "There is no such folder or file"),
        ("/tmp", "paper", "That is a folder"),
        (__file__, "", "cannot name a run"),
        (__file__, "taken", "There is a run 'taken' already"),
    ],
)
def test_what_cannot_be_imported_is_said_at_once(file: str, name: str, message: str) -> None:
    make_imported_run("taken")
    app = import_model(open_page("jobs"), file, name)
    assert message in read_page(app)
    assert list_jobs() == []


@pytest.mark.usefixtures("no_checkpoints", "at_the_server")
def test_an_encoder_is_imported_with_what_its_file_does_not_say(tmp_path: Path) -> None:
    encoder, decoder = (tmp_path / name for name in ("net.onnx", "paint.onnx"))
    for path in (encoder, decoder):
        path.write_bytes(b"its content is the job's affair")
    app = open_page("jobs")
    app.text_input(key="model_path").set_value(str(encoder)).run()
    assert_healthy(app)
    app.selectbox(key="encoder_normalisation").set_value("other numbers").run()
    app.text_input(key="encoder_mean").set_value("0.5, 0.4 0.3")
    app.text_input(key="encoder_std").set_value("0.2 0.2")
    app.number_input(key="encoder_size").set_value(224)
    app.text_input(key="encoder_decoder").set_value(str(decoder))
    import_model(app, str(encoder), "theirs")
    assert "Write three numbers as the deviation" in read_page(app)
    assert list_jobs() == []
    app.text_input(key="encoder_std").set_value("0.2 0.2 0.25")
    import_model(app, str(encoder), "theirs")
    (job,) = list_jobs()
    flags = [
        "--mean",
        "0.5",
        "0.4",
        "0.3",
        "--std",
        "0.2",
        "0.2",
        "0.25",
        "--image-size",
        "224",
        "--resize",
        "--decoder",
    ]
    assert job.spec.arguments == ("model", "import", str(encoder), "--name", "theirs", *flags, str(decoder))


def test_elsewhere_no_file_of_the_server_can_be_named() -> None:
    assert "File of this computer" not in [field.label for field in open_page("jobs").text_input]
