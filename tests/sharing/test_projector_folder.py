"""The folder as TensorBoard's own plugin reads it, and as its page lays the sprite out."""

import json
import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.data.pool import NO_LABEL, get_images
from aavae.errors import UserError
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
from aavae.sharing.projector_folder import write_projector_folder
from tests.conftest import draw_dataset, make_run

NO_TENSORBOARD = "tensorboard is not installed: make setup-dev"
FILES = ["config.json", "metadata.tsv", "projector_config.pbtxt", "sprite.png", "vectors.tsv"]


def cut(pixels: np.ndarray, size: tuple[int, int], index: int) -> np.ndarray:
    """The picture that the Projector's page shows of a point, of a sprite (H, W, 3).

    As its shader in tensorboard 2.21 has it: the column is the index modulo the pictures in a row, but the
    row is the index divided by the pictures in a *column*.
    """
    width, height = size
    in_row, in_column = pixels.shape[1] / width, pixels.shape[0] / height
    left, top = int(index % in_row) * width, math.floor(index / in_column) * height
    return pixels[top : top + height, left : left + width].transpose(2, 0, 1)


@pytest.fixture
def folder(tiny_dataset: Dataset, tmp_path: Path) -> Path:
    make_run("mine")
    path = tmp_path / "folder"
    assert write_projector_folder(path, find_subject("mine"), tiny_dataset, "h") == 420
    assert list(tmp_path.iterdir()) == [path]
    return path


def test_vectors_are_the_representation_to_the_bit(folder: Path, tiny_dataset: Dataset) -> None:
    assert sorted(path.name for path in folder.iterdir()) == FILES
    values = np.loadtxt(folder / "vectors.tsv", np.float32, delimiter="\t")
    subject = find_subject("mine")
    wanted = [load_representations(subject, tiny_dataset, split).h for split in ("test", "train")]
    np.testing.assert_array_equal(values, np.concatenate(wanted))


def test_metadata_has_a_header_and_a_line_an_image(folder: Path, tiny_dataset: Dataset) -> None:
    header, *lines = (folder / "metadata.tsv").read_text().splitlines()
    assert header == "label\tsplit\tid"
    assert len(lines) == 420
    names = tiny_dataset.test.class_names
    assert lines[3] == f"{names[tiny_dataset.test.labels[3]]}\ttest\t3"
    assert lines[105] == f"{names[tiny_dataset.train.labels[5]]}\ttrain\t105"


def test_every_point_has_its_own_picture(folder: Path, tiny_dataset: Dataset) -> None:
    images = get_images(tiny_dataset, np.arange(420))
    with Image.open(folder / "sprite.png") as opened:
        sprite = np.asarray(opened)
    for index in range(420):
        np.testing.assert_array_equal(cut(sprite, (32, 32), index), images[index])


def test_the_web_s_projector_is_told_the_same(folder: Path) -> None:
    (embedding,) = json.loads((folder / "config.json").read_text())["embeddings"]
    assert embedding["tensorShape"] == [420, 512]
    assert embedding["sprite"] == {"imagePath": "sprite.png", "singleImageDim": [32, 32]}
    assert {embedding["tensorPath"], embedding["metadataPath"]} == {"vectors.tsv", "metadata.tsv"}


def test_tensorboard_s_plugin_reads_it(folder: Path, tiny_dataset: Dataset) -> None:
    module = pytest.importorskip("tensorboard.plugins.projector.projector_plugin", reason=NO_TENSORBOARD)
    client = pytest.importorskip("werkzeug.test", reason=NO_TENSORBOARD).Client
    provider = SimpleNamespace(list_runs=lambda *_, **__: [])
    plugin = module.ProjectorPlugin(SimpleNamespace(data_provider=provider, logdir=str(folder)))
    apps = plugin.get_plugin_apps()

    def get(route: str, **query: str) -> bytes:
        response = client(apps[route]).get(route, query_string={"run": ".", **query})
        assert response.status_code == 200, response.data
        return response.data

    assert json.loads(get("/runs")) == ["."]
    (embedding,) = json.loads(get("/info"))["embeddings"]
    assert embedding["tensorShape"] == [420, 512]
    name = embedding["tensorName"]
    tensor = np.frombuffer(get("/tensor", name=name, num_rows="100000"), np.float32).reshape(420, 512)
    test = load_representations(find_subject("mine"), tiny_dataset, "test")
    np.testing.assert_array_equal(tensor[:100], test.h)
    # Its page asks for a line a point, and takes a first line with tabs for a header.
    assert get("/metadata", name=name, num_rows="100000").decode().count("\n") == 421
    assert get("/sprite_image", name=name) == (folder / "sprite.png").read_bytes()
    assert embedding["sprite"]["singleImageDim"] == [32, 32]


def test_names_cannot_begin_a_new_cell_and_none_is_a_name(tmp_path: Path) -> None:
    drawn = draw_dataset(4, 4)
    labels = np.array([0, 1, -1, -1])
    train, test = (
        ImageSet(split.images, labels, ("red\tfox", "grey\nwolf")) for split in (drawn.train, drawn.test)
    )
    dataset = Dataset("odd", "odd", train, test, compute_digest(train, test))
    write_projector_folder(tmp_path / "odd", find_subject("pixels"), dataset, "h")
    lines = (tmp_path / "odd" / "metadata.tsv").read_text().splitlines()
    assert [line.split("\t")[0] for line in lines[1:5]] == ["red fox", "grey wolf", NO_LABEL, NO_LABEL]
    assert len(lines) == 9


def test_a_sprite_of_many_large_pictures_is_small_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aavae.sharing.projector_folder.MAX_SPRITE_SIDE", 200)
    dataset = draw_dataset(90, 10)
    write_projector_folder(tmp_path / "small", find_subject("pixels"), dataset, "h")
    with Image.open(tmp_path / "small" / "sprite.png") as sprite:
        assert sprite.size == (200, 200)
    (embedding,) = json.loads((tmp_path / "small" / "config.json").read_text())["embeddings"]
    assert embedding["sprite"]["singleImageDim"] == [20, 20]


def test_one_point_has_no_row_of_one(tmp_path: Path) -> None:
    drawn = draw_dataset(1, 1)
    write_projector_folder(tmp_path / "one", find_subject("pixels"), drawn, "h", images="test")
    with Image.open(tmp_path / "one" / "sprite.png") as sprite:
        assert sprite.size == (64, 64)


def test_what_a_subject_has_not_is_refused_and_leaves_nothing(tiny_dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="'pixels' has no mu"):
        write_projector_folder(tmp_path / "folder", find_subject("pixels"), tiny_dataset, "mu")
    assert not list(tmp_path.iterdir())
