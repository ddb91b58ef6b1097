"""Pages on vectors that other software made: what needs no encoder works, all else says why not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from aavae.__main__ import main
from aavae.data.disk import write_set
from aavae.foreign.external import BroughtFile, EncoderConfig, create_external, list_externals
from aavae.foreign.vectors_import import import_vectors
from aavae.jobs.queue import list_jobs
from aavae.paths import data_dir, runs_dir
from tests.conftest import draw_dataset, make_run
from tests.pages.conftest import assert_healthy, open_page

pytestmark = pytest.mark.usefixtures("no_checkpoints", "no_processes")

NO_ENCODER = "dino (imported): vectors alone, and no encoder that could look at another image or a view."
NO_TRAINING = "half (imported): no vectors of the training images, which this needs."


@pytest.fixture(autouse=True)
def vectors(tmp_path: Path, quiet: None) -> None:
    """Vectors of 60 training and 40 test images, dino; of the test images alone, half; and a model."""
    write_set(data_dir(), draw_dataset(60, 40), "drawn for a test")
    rng = np.random.default_rng(0)
    train, test = rng.standard_normal((60, 8)), rng.standard_normal((40, 8))
    np.savez(tmp_path / "dino.npz", train=train, test=test)
    np.save(tmp_path / "half.npy", test)
    for name in ("dino.npz", "half.npy"):
        import_vectors([tmp_path / name], "tiny", name.partition(".")[0])
    make_run("mine")


def read(app: AppTest) -> str:
    elements = (*app.error, *app.success, *app.warning, *app.info, *app.caption, *app.markdown)
    return "\n".join(element.value for element in elements).replace("\\", "")


def open_on_tiny(page: str, **query: str) -> AppTest:
    app = open_page(page, {"data": "tiny", **query})
    assert_healthy(app)
    return app


def choose(app: AppTest, *names: str) -> AppTest:
    app.multiselect(key="baseline_models").set_value(list(names)).run()
    assert_healthy(app)
    return app


@pytest.mark.parametrize("colour", ["class", "knn", "linear", "error", "cosine", "density"])
def test_a_map_of_vectors_alone_in_every_colour(colour: str) -> None:
    app = open_on_tiny("embedding_map", model_a="dino", model_b="none", colour=colour, image="3")
    assert not app.error
    said = read(app)
    assert f"No cloud of views. {NO_ENCODER}" in said
    assert "dino (imported), h: cannot be told" in said.replace("*", "")
    assert ("has no decoder, so no reconstruction error: its map shows classes" in said) == (
        colour == "error"
    )


def test_an_image_beside_a_model_has_its_neighbours_and_latent_and_no_reconstruction() -> None:
    app = open_on_tiny("embedding_map", model_a="dino", model_b="mine", image="3", panel="image")
    assert not app.error
    said = read(app)
    assert "**mine (yours)**: two of its 64 views" in said
    assert "dino (imported) has no decoder." in said
    assert "The nearest of all 60 training images" in said
    assert "dino (imported): " in said and " of 8 are of the class" in said


@pytest.mark.parametrize("panel", ["selection", "models", "projections"])
def test_the_other_panels_of_the_map(panel: str) -> None:
    app = open_on_tiny("embedding_map", model_a="dino", model_b="mine", panel=panel)
    assert not app.error


def test_a_map_of_test_images_alone_says_what_is_missing_of_an_image() -> None:
    app = open_on_tiny("embedding_map", model_a="half", model_b="mine", image="3", panel="image")
    assert not app.error
    said = read(app)
    assert f"No neighbours and no bars: {NO_TRAINING}" in said
    assert "mine (yours): " in said and " of 8 are of the class" in said
    app = open_on_tiny("embedding_map", model_a="half", model_b="none", image="3", panel="image")
    assert not app.error


def test_a_map_of_all_images_leaves_out_who_has_no_vectors_of_them() -> None:
    app = open_on_tiny("embedding_map", model_a="half", model_b="mine", points="100")
    assert not app.error
    assert f"Not shown: {NO_TRAINING}" in read(app)
    assert [job.spec.title for job in list_jobs() if job.spec.kind == "projection"] == ["Map: mine (yours)"]


def test_a_map_of_a_representation_that_vectors_lack_starts_no_job() -> None:
    app = open_on_tiny("embedding_map", model_a="dino", model_b="none")
    before = len(list_jobs())
    app.button_group(key="representation_h").set_value("mu").run()
    assert_healthy(app)
    (error,) = app.error
    assert error.value == "None of the chosen models has a mu: choose h, or another model."
    assert len(list_jobs()) == before


def test_the_linear_probe_keeps_those_that_can_be_probed() -> None:
    app = choose(open_on_tiny("linear_probe"), "dino", "mine", "half")
    assert not app.error
    assert list(app.dataframe[0].value["Model"]) == ["dino (imported)", "mine (yours)"]
    assert f"Not shown: {NO_TRAINING}" in read(app)
    choose(app, "half")
    (error,) = app.error
    assert error.value == "None of the chosen models has what this needs: choose another model."


@pytest.mark.parametrize("diagnostic", ["spectrum", "labels", "latents", "layers", "invariance", "style"])
def test_diagnostics_keep_those_that_can_be_asked(diagnostic: str) -> None:
    app = choose(open_on_tiny("diagnostics", diagnostic=diagnostic), "dino", "mine", "half")
    assert not app.error
    said = read(app)
    assert (NO_ENCODER in said) == (diagnostic not in ("spectrum", "labels"))
    assert (NO_TRAINING in said) == (diagnostic == "labels")


@pytest.mark.parametrize(
    ("page", "key"), [("similarity", "model_a"), ("reconstruct", "models"), ("generate", "model_a")]
)
def test_pages_that_need_an_encoder_leave_them_out_with_a_line(page: str, key: str) -> None:
    app = open_on_tiny(page, **{key: "dino"})
    assert not app.error
    said = read(app)
    assert "Left out, as vectors alone cannot look at other images: dino (imported), half (imported)." in said
    assert NO_ENCODER in said


@pytest.mark.parametrize("page", ["embedding_map", "linear_probe", "diagnostics"])
def test_on_other_images_they_are_left_out(page: str) -> None:
    other = draw_dataset(60, 41)
    write_set(data_dir(), replace(other, name="other", title="other"), "drawn for a test")
    app = open_page(page, {"data": "other"})
    assert_healthy(app)
    assert "dino (imported), half (imported) (choose the images 'tiny')" in read(app)


def test_the_jobs_page_lists_them_and_deletes_one_after_a_question() -> None:
    app = open_page("jobs")
    assert_healthy(app)
    _, table = app.dataframe
    rows = table.value.set_index("Name")
    assert list(rows.loc["dino"][["Kind", "Images", "Width", "File"]]) == [
        "vectors",
        "tiny, train and test",
        8,
        "dino.npz",
    ]
    assert rows.loc["half"]["Images"] == "tiny, test"
    size = sum(path.stat().st_size for path in (runs_dir() / "dino").iterdir())
    assert rows.loc["dino"]["MB"] == pytest.approx(size / 1e6)
    app.selectbox(key="external").set_value("half").run()
    app.button(key="delete_external_half").click().run()
    assert "there is no way back" in read(app)
    app.button(key="keep_it").click().run()
    assert len(list_externals()) == 2
    app.button(key="delete_external_half").click().run()
    app.button(key="delete_it").click().run()
    assert_healthy(app)
    assert "'half' is deleted." in read(app)
    assert [external.name for external in list_externals()] == ["dino"]


def test_an_encoder_stands_beside_them() -> None:
    file = BroughtFile(name="clip.onnx", sha256="0")
    config = EncoderConfig(encoder=file, image_size=32, features="h", width=512, latent_dim=None)
    create_external("clip", config, lambda external: external.encoder.write_bytes(b"no encoder"))
    app = open_page("jobs")
    assert_healthy(app)
    _, table = app.dataframe
    row = table.value.set_index("Name").loc["clip"]
    assert list(row[["Kind", "Images", "Width", "File"]]) == ["encoder", "32x32 pixels", 512, "clip.onnx"]
    app.button(key="delete_external_clip").click().run()
    assert "- the encoder, " in read(app)
    app.button(key="delete_it").click().run()
    assert "'clip' is deleted." in read(app)


def test_one_that_another_browser_deleted_is_a_sentence() -> None:
    app = open_page("jobs")
    app.button(key="delete_external_dino").click().run()
    assert main(["vectors", "remove", "dino"]) == 0
    app.button(key="delete_it").click().run()
    assert_healthy(app)
    assert "There is no encoder and there are no vectors 'dino'." in read(app)


def test_a_damaged_one_is_named_and_can_be_deleted() -> None:
    (runs_dir() / "half" / "external.json").write_text("{}")
    app = open_page("jobs")
    assert_healthy(app)
    assert "'half' cannot be read: its external.json is not valid." in read(app)
    app.button(key="delete_external_half").click().run()
    assert "all that was imported by this name" in read(app)
    app.button(key="delete_it").click().run()
    assert_healthy(app)
    assert not (runs_dir() / "half").exists()


def upload(app: AppTest, path: Path, name: str, split: str | None = None) -> AppTest:
    app.file_uploader(key="vectors_files.0").upload(
        path.name, path.read_bytes(), "application/octet-stream"
    ).run()
    app.selectbox(key="vectors_data").set_value("tiny")
    app.selectbox(key="vectors_split").set_value(split)
    app.text_input(key="vectors_name").set_value(name)
    app.button(key="import_vectors").click().run()
    assert_healthy(app)
    return app


def test_an_upload_becomes_vectors(tmp_path: Path) -> None:
    app = upload(open_page("jobs"), tmp_path / "half.npy", "third")
    said = read(app)
    assert "'third' is here, and pages offer it. Vectors of 40 test images of 'tiny'" in said
    (external,) = [each for each in list_externals() if each.name == "third"]
    assert external.config.kind == "vectors"
    assert external.config.file.name == "half.npy"
    assert app.text_input(key="vectors_name").value == ""
    assert "third" in app.selectbox(key="external").options


@pytest.mark.parametrize(
    ("name", "split", "message"),
    [
        ("dino", None, "exists already: choose another name."),
        ("", None, "cannot name a run"),
        ("third", "train", "half.npy has 40 vectors of training images, and 'tiny' has 60"),
    ],
)
def test_an_upload_that_cannot_be_taken_is_a_sentence_without_a_path(
    name: str, split: str | None, message: str, tmp_path: Path
) -> None:
    app = upload(open_page("jobs"), tmp_path / "half.npy", name, split)
    (error,) = app.error
    assert message in error.value
    assert "/half.npy" not in error.value
    assert len(list_externals()) == 2


def test_nothing_to_import_is_a_sentence() -> None:
    app = open_page("jobs")
    app.button(key="import_vectors").click().run()
    assert "Choose a file first." in read(app)


def test_a_file_of_this_computer_is_read_by_a_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aavae.ui.jobs.vectors_import.is_local", lambda: True)
    app = open_page("jobs")
    app.selectbox(key="vectors_data").set_value("tiny")
    app.selectbox(key="vectors_split").set_value("test")
    app.text_input(key="vectors_name").set_value("third")
    app.text_input(key="vectors_path").set_value(str(tmp_path))
    app.button(key="import_vectors").click().run()
    assert "That is a folder: write the path of the vectors' file." in read(app)
    app.text_input(key="vectors_path").set_value(str(tmp_path / "half.npy"))
    app.button(key="import_vectors").click().run()
    assert_healthy(app)
    assert "'third' is read in the background" in read(app)
    (job,) = list_jobs()
    flags = ("--data", "tiny", "--name", "third", "--split", "test")
    assert job.spec.arguments == ("vectors", "import", str(tmp_path / "half.npy"), *flags)
    assert main(list(job.spec.arguments)) == 0
    assert "third" in open_page("jobs").selectbox(key="external").options
