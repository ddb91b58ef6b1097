"""The images page through AppTest: sets that are here, ways in, preview, import, and removal."""

import io
import os
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from aavae.config import RunConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.data.store import list_datasets
from aavae.importing.build import import_images
from aavae.jobs.job import Job, JobState, JobStatus, write_job_status
from aavae.jobs.progress import ProgressFile, as_job
from aavae.jobs.queue import list_jobs
from aavae.paths import data_dir
from aavae.runs.process import describe_process
from aavae.runs.registry import create_run
from tests.pages.conftest import assert_healthy, open_page, read_pictures

pytestmark = pytest.mark.usefixtures("no_checkpoints", "no_processes")


@pytest.fixture(autouse=True)
def at_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest has no address of its own."""
    monkeypatch.setattr("aavae.ui.images.sources.is_local", lambda: True)


def make_zip(counts: dict[str, int], size: tuple[int, int] = (40, 30), junk: bytes = b"") -> bytes:
    """Pictures by their folder, all different."""
    buffer, number = io.BytesIO(), 0
    with zipfile.ZipFile(buffer, "w") as archive:
        for folder, count in counts.items():
            for _ in range(count):
                number += 1
                pixels = np.random.default_rng(number).integers(0, 256, (size[1], size[0], 3), np.uint8)
                picture = io.BytesIO()
                Image.fromarray(pixels).save(picture, "PNG")
                archive.writestr(f"{folder}/{number:04}.png", picture.getvalue())
        if junk:
            archive.writestr(f"{next(iter(counts))}/broken.png", junk)
    return buffer.getvalue()


def read_page(app: AppTest) -> str:
    elements = (*app.error, *app.success, *app.warning, *app.info, *app.caption, *app.markdown)
    texts = [element.value for element in elements] + [expander.label for expander in app.expander]
    texts += [progress.text for progress in app.progress]
    return "\n".join(texts).replace("\\", "").replace("**", "")


def find_button(app: AppTest, label: str) -> Any:
    return next(button for button in app.button if button.label == label)


def list_labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def open_adding(way: str = "files") -> AppTest:
    return open_page("images", {"images_section": "add", "images_from": way})


def drop(*files: tuple[str, bytes]) -> AppTest:
    app = open_adding()
    app.file_uploader[0].set_value([(name, content, "") for name, content in files]).run()
    assert_healthy(app)
    return app


def name_path(path: Path | str) -> AppTest:
    app = open_adding("path")
    app.text_input(key="images_path").set_value(str(path)).run()
    assert_healthy(app)
    return app


def set_state(job: Job, state: JobState, message: str = "") -> None:
    changes: dict[str, Any] = {"state": state, "message": message, "started": time.time() - 5}
    if state not in ("waiting", "running"):
        changes["ended"] = time.time()
    write_job_status(job.path, JobStatus(**changes, **describe_process()))


def list_uploads() -> list[str]:
    return sorted(path.name for path in data_dir().glob(".uploads/*/images/*"))


def test_with_the_bundled_set_alone_it_says_how_to_add_more() -> None:
    app = open_page("images")
    assert_healthy(app)
    assert not app.error
    page = read_page(app)
    assert "and 10,000 test images, 10 classes, 32×32 pixels." in page
    assert "choose Add images above" in page
    row = app.dataframe[0].value.iloc[0]
    assert list(row[["Images", "Training", "Test", "Classes", "Size", "Labels"]]) == [
        "bundled",
        10_000,
        10_000,
        10,
        "32×32",
        "all",
    ]
    assert "Remove" not in list_labels(app)
    assert {link.label for link in app.main.page_link} == {
        "Train on these",
        "Map",
        "Reconstruct",
        "Similarity",
    }
    rows = read_pictures(app)
    assert len(rows) == 10
    assert {len(pictures) for pictures in rows.values()} == {10}


def test_pictures_of_one_class_more_of_them_and_training_images() -> None:
    app = open_page("images")
    app.selectbox(key="images_class").select(3).run()
    assert_healthy(app)
    assert [len(pictures) for pictures in read_pictures(app).values()] == [60]
    find_button(app, "More pictures (940 left)").click().run()
    assert [len(pictures) for pictures in read_pictures(app).values()] == [120]
    first = read_pictures(app)["cat"][0]
    app.button_group(key="images_split").set_value("train").run()
    assert_healthy(app)
    (pictures,) = read_pictures(app).values()
    assert len(pictures) == 60
    assert pictures[0] != first


def make_set(name: str, labels: list[int], class_names: tuple[str, ...]) -> None:
    def draw(seed: int) -> ImageSet:
        images = np.random.default_rng(seed).integers(0, 256, (len(labels), 3, 32, 32), np.uint8)
        return ImageSet(images, np.array(labels, np.int64), class_names)

    train, test = draw(0), draw(1)
    dataset = Dataset(name, f"{name}, {len(labels)} images", train, test, compute_digest(train, test))
    write_set(data_dir(), dataset, "drawn")


def test_a_set_without_labels_says_what_that_means() -> None:
    make_set("plain", [-1] * 12, ())
    app = open_page("images", {"data": "plain"})
    assert_healthy(app)
    page = read_page(app)
    assert "no classes" in page
    assert "None has a label: everything works but what needs [labels]" in page
    assert list(app.dataframe[0].value["Labels"]) == ["all", "none"]
    assert {title: len(pictures) for title, pictures in read_pictures(app).items()} == {"Without a label": 12}


def test_a_partly_labelled_set_shows_both_kinds() -> None:
    make_set("partly", [0, 0, 1, -1, -1], ("a", "b"))
    app = open_page("images", {"data": "partly"})
    assert "6 of them have a label; the others train a model" in read_page(app)
    assert list(app.dataframe[0].value["Labels"])[1] == "6 of 10"
    app.selectbox(key="images_class").select(-1).run()
    assert_healthy(app)
    assert {title: len(pictures) for title, pictures in read_pictures(app).items()} == {"Without a label": 2}


def test_many_classes_come_ten_at_a_time() -> None:
    names = tuple(f"class {number}" for number in range(25))
    make_set("many", sorted([*range(25)] * 2), names)
    app = open_page("images", {"data": "many"})
    assert len(read_pictures(app)) == 10
    find_button(app, "More classes (15 left)").click().run()
    find_button(app, "More classes (5 left)").click().run()
    assert_healthy(app)
    assert list(read_pictures(app)) == list(names)
    assert not any(label.startswith("More") for label in list_labels(app))


def test_its_report_names_the_leak_the_damaged_and_the_small_classes(tmp_path: Path) -> None:
    folder = tmp_path / "pets"
    with zipfile.ZipFile(io.BytesIO(make_zip({"train/cat": 30, "train/dog": 8, "test/dog": 2}))) as archive:
        archive.extractall(folder)
    (folder / "test" / "cat").mkdir()
    (folder / "test" / "cat" / "again.png").write_bytes((folder / "train" / "cat" / "0001.png").read_bytes())
    (folder / "train" / "cat" / "broken.png").write_bytes(b"no picture")
    import_images([folder], "pets")
    app = open_page("images", {"data": "pets"})
    assert_healthy(app)
    page = read_page(app)
    assert "1 test image is a training image, too." in page
    assert "could not be read" in page
    assert any("broken.png" in code.value for code in app.code)
    assert any("again.png" in code.value for code in app.code)
    assert {"Train on these", "Map", "Remove"} <= {
        *list_labels(app),
        *(link.label for link in app.main.page_link),
    }


def test_nothing_to_mind_is_said_too(tmp_path: Path) -> None:
    archive = tmp_path / "pets.zip"
    archive.write_bytes(make_zip({"cat": 20, "dog": 20}))
    import_images([archive], "pets")
    app = open_page("images", {"data": "pets"})
    assert "No picture is damaged, none is there twice" in read_page(app)


def test_a_set_is_removed_after_a_question_that_names_its_runs() -> None:
    make_set("mine", [0, 1] * 5, ("a", "b"))
    create_run("of-mine", RunConfig(data="mine"))
    create_run("of-others", RunConfig())
    app = open_page("images", {"data": "mine"})
    find_button(app, "Remove").click().run()
    assert_healthy(app)
    page = read_page(app)
    assert "1 run was trained on it: of-mine." in page
    assert "mine" in list_datasets()
    app.button(key="keep_it").click().run()
    assert "mine" in list_datasets()
    find_button(app, "Remove").click().run()
    app.button(key="remove_it").click().run()
    assert_healthy(app)
    assert list_datasets() == ["bundled"]
    assert "'mine' is removed." in read_page(app)


def test_a_damaged_set_is_named_and_can_be_removed() -> None:
    make_set("broken", [0, 1] * 5, ("a", "b"))
    (data_dir() / "broken" / "test_images.npy").write_bytes(b"")
    app = open_page("images")
    assert_healthy(app)
    assert "The image set 'broken' is damaged" in read_page(app)
    find_button(app, "Remove 'broken'").click().run()
    app.button(key="remove_it").click().run()
    assert not (data_dir() / "broken").exists()


def test_a_link_to_a_set_that_is_gone_is_a_sentence() -> None:
    app = open_page("images", {"data": "gone"})
    assert_healthy(app)
    assert "no image set 'gone' here" in read_page(app)


def test_a_dropped_zip_is_previewed_as_a_model_will_see_it() -> None:
    app = drop(("My Pets.zip", make_zip({"cat": 20, "dog": 12}, junk=b"no picture")))
    assert not app.error
    page = read_page(app)
    assert "27 training and 6 test images of 2 classes, 32×32 pixels" in page
    assert "Recognised as" in page and "40×30" in page
    assert "There is no test split: 20% of the pictures of each class were drawn for it, by seed 0." in page
    assert "on this machine" in page
    assert app.text_input(key="images_name").proto.placeholder == "empty: my-pets"
    (samples,) = read_pictures(app).values()
    assert len(samples) in (23, 24)
    assert {caption for caption, _ in samples} == {"cat", "dog"}
    table = app.dataframe[0].value
    assert table.to_dict("records") == [
        {"Class": "cat", "Training": 17, "Test": 4},
        {"Class": "dog", "Training": 10, "Test": 2},
    ]
    assert list_uploads() == ["My Pets.zip"]


def test_the_preview_follows_the_choices() -> None:
    app = drop(("pets.zip", make_zip({"cat": 20, "dog": 20})))
    (cropped,) = read_pictures(app).values()
    app.button_group(key="import.fit").set_value("pad").run()
    app.button_group(key="import.size").set_value(64).run()
    app.slider(key="import.test_share").set_value(0.5).run()
    assert_healthy(app)
    (padded,) = read_pictures(app).values()
    assert padded != cropped
    page = read_page(app)
    assert "20 training and 20 test images of 2 classes, 64×64 pixels" in page
    assert "50% of the pictures" in page


def test_an_import_is_submitted_with_what_was_chosen_and_followed_to_its_end() -> None:
    app = drop(("pets.zip", make_zip({"cat": 20, "dog": 20})))
    app.button_group(key="import.size").set_value(64)
    # Typed and pressed at once, as a browser sends it.
    app.text_input(key="images_name").set_value("pets-2")
    app.button(key="images_import").click().run()
    assert_healthy(app)
    assert not app.error
    (job,) = list_jobs()
    upload = next(data_dir().glob(".uploads/*/images/pets.zip"))
    assert job.spec.arguments == ("data", "import", str(upload), "--name", "pets-2", "--size", "64")
    assert (job.spec.kind, job.spec.lane, job.spec.title) == ("import", "analysis", "Import: pets-2")
    assert not app.file_uploader
    assert "Your pictures are being imported" in read_page(app)

    set_state(job, "running")
    with as_job(job.path):
        file = ProgressFile("pictures")
        file.write(0, 40)
        time.sleep(0.35)
        file.write(10, 40)
    app.run()
    assert "10 of 40 pictures · " in read_page(app)
    assert "a second" in read_page(app)
    elsewhere = open_page("images")
    assert "10 of 40 pictures" in read_page(elsewhere)
    assert "10 of 40 pictures" in read_page(open_page("jobs"))
    assert list_uploads() == ["pets.zip"]

    import_images([upload], "pets-2")
    set_state(job, "finished")
    for each in (app, elsewhere):
        each.run()
        assert_healthy(each)
        assert "pets-2 is here: 32 training and 8 test images" in read_page(each)
    assert list_uploads() == []
    app.button(key=f"open_{job.id}").click().run()
    assert_healthy(app)
    assert app.selectbox(key="data").value == "pets-2"
    assert "What the import found" in read_page(app)
    assert "is here:" not in read_page(app)
    elsewhere.button(key=f"dismiss_{job.id}").click().run()
    assert "is here:" not in read_page(elsewhere)


def test_a_running_import_can_be_stopped() -> None:
    app = drop(("pets.zip", make_zip({"cat": 20, "dog": 20})))
    app.button(key="images_import").click().run()
    (job,) = list_jobs()
    app.button(key=f"stop_{job.id}").click().run()
    assert_healthy(app)
    assert job.stop.exists()
    assert app.button(key=f"stop_{job.id}").disabled
    set_state(job, "stopped")
    app.run()
    assert "it was stopped, and has left nothing behind" in read_page(app)
    assert list_uploads() == []
    assert app.file_uploader


def test_an_import_that_does_not_heed_a_stop_can_be_ended_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[str] = []
    monkeypatch.setattr("aavae.ui.images.running.kill", lambda job: killed.append(job.id))
    app = drop(("pets.zip", make_zip({"cat": 20, "dog": 20})))
    app.button(key="images_import").click().run()
    (job,) = list_jobs()
    job.stop.touch()
    app.run()
    assert "End it at once" not in list_labels(app)
    before = time.time() - 20
    os.utime(job.stop, (before, before))
    app.run()
    app.button(key=f"kill_{job.id}").click().run()
    assert_healthy(app)
    assert killed == [job.id]


def test_a_refused_import_says_why_and_can_be_tried_again_with_other_choices() -> None:
    app = drop(("pets.zip", make_zip({"cat": 20, "dog": 20})))
    app.button(key="images_import").click().run()
    (job,) = list_jobs()
    set_state(job, "failed", "9 of 40 pictures cannot be read: import the rest with --skip-damaged.")
    app.run()
    assert_healthy(app)
    (error,) = app.error
    said = error.value.replace("\\", "")
    assert "Import: pets: 9 of 40" in said
    assert "“Import the rest if many pictures are damaged” (More choices)" in said
    assert list_uploads() == ["pets.zip"]
    app.toggle(key="import.skip_damaged").set_value(True).run()
    app.button(key="images_import").click().run()
    assert list_jobs()[-1].spec.arguments[-1] == "--skip-damaged"
    # What failed before is not said beside what runs now.
    assert not app.error


def test_a_name_is_checked_and_a_set_of_that_name_is_announced_to_go() -> None:
    make_set("here", [0, 1] * 5, ("a", "b"))
    create_run("of-here", RunConfig(data="here"))
    app = drop(("pets.zip", make_zip({"cat": 20, "dog": 20})))
    app.text_input(key="images_name").set_value("Über Pets").run()
    assert_healthy(app)
    assert "cannot name an image set" in read_page(app)
    assert app.button(key="images_import").disabled
    app.text_input(key="images_name").set_value("here").run()
    assert "'here' is here already: it is replaced once the new one is complete." in read_page(app)
    assert "1 run was trained on it." in read_page(app)
    assert not app.button(key="images_import").disabled


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notes.docx", b"no picture at all", "found no images"),
        ("pets.zip", b"PK\x03\x04 truncated", "truncated or damaged"),
        ("empty.zip", b"", "found no images"),
        ("one.zip", make_zip({"cat": 1}), "at least two"),
        ("evil.zip", make_zip({"../cat": 20}), "outside of it"),
    ],
)
def test_bad_files_are_one_sentence(name: str, content: bytes, said: str) -> None:
    app = drop((name, content))
    (error,) = app.error
    assert said in error.value
    assert not [button for button in app.button if button.key == "images_import"]
    # Every choice is in sight: one of them may be what is missing.
    assert app.toggle(key="import.skip_damaged")
    find_button(app, "Other files").click().run()
    assert_healthy(app)
    assert not app.error
    assert list_uploads() == []


def test_several_dropped_pictures_are_one_set_without_labels() -> None:
    with zipfile.ZipFile(io.BytesIO(make_zip({"a": 12}))) as archive:
        pictures = [(Path(name).name, archive.read(name)) for name in archive.namelist()]
    app = drop(*pictures)
    assert not app.error
    assert "images of no classes" in read_page(app)
    assert "12 of them without a label" in read_page(app)
    assert app.text_input(key="images_name").proto.placeholder == "empty: images"


def test_a_folder_of_the_server_s_machine_is_taken_where_it_lies(tmp_path: Path) -> None:
    folder = tmp_path / "pets"
    with zipfile.ZipFile(io.BytesIO(make_zip({"cat": 20, "dog": 20}))) as archive:
        archive.extractall(folder)
    app = name_path(folder)
    assert "32 training and 8 test images of 2 classes" in read_page(app)
    app.button(key="images_import").click().run()
    (job,) = list_jobs()
    assert job.spec.arguments == ("data", "import", str(folder), "--name", "pets")
    assert list_uploads() == []


@pytest.mark.parametrize("path", ["pets", "/no/such/folder"])
def test_a_wrong_path_is_one_sentence(path: str) -> None:
    app = name_path(path)
    assert len(app.error) == 1


def test_what_changed_in_a_folder_is_seen_at_another_look(tmp_path: Path) -> None:
    folder = tmp_path / "pets"
    with zipfile.ZipFile(io.BytesIO(make_zip({"cat": 20, "dog": 20}))) as archive:
        archive.extractall(folder)
    app = name_path(folder)
    for number in range(1, 6):
        (folder / "cat" / f"{number:04}.png").unlink()
    app.run()
    assert "32 training" in read_page(app)
    find_button(app, "Look again").click().run()
    assert_healthy(app)
    assert "28 training and 7 test images" in read_page(app)


def test_elsewhere_no_folder_of_the_server_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aavae.ui.images.sources.is_local", lambda: False)
    app = open_adding("path")
    assert_healthy(app)
    assert not app.text_input
    assert "folder of this computer" not in "".join(
        option for group in app.button_group for option in group.options
    )


def test_a_known_set_is_downloaded_in_the_background() -> None:
    app = open_adding("known")
    assert_healthy(app)
    app.selectbox(key="images_known").select("stl10").run()
    page = read_page(app)
    assert "5,000 training and 8,000 test images, 100,000 without a label, 10 classes, 96×96" in page
    app.button(key="images_download").click().run()
    assert_healthy(app)
    (job,) = list_jobs()
    assert job.spec.arguments == ("data", "download", "stl10")
    set_state(job, "running")
    app.run()
    assert "Downloading …" in read_page(app)
    set_state(job, "failed", "cannot download STL-10 (no route to host): check the connection.")
    app.run()
    assert "cannot download STL-10 (no route" in read_page(app)


def test_a_full_disk_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(path: Path, content: memoryview) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill)
    app = drop(("pets.zip", b"x"))
    (error,) = app.error
    assert "No space left on device" in error.value
