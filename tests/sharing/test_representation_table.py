"""The table as pyarrow, pandas, and Embedding Atlas read it."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from aavae.data.image_set import Dataset, ImageSet, compute_digest
from aavae.errors import UserError
from aavae.evaluation.maps.projection import evaluate_projection
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import find_subject
from aavae.sharing.representation_table import THUMBNAIL_SIDE, write_representation_table
from tests.conftest import draw_dataset, make_run


@pytest.fixture
def half_labelled() -> Dataset:
    """Twenty test images, of which ten have a label, and 64 training images."""
    drawn = draw_dataset(64, 20)
    labels = np.where(np.arange(20) < 10, drawn.test.labels, -1)
    test = ImageSet(drawn.test.images, labels, drawn.test.class_names)
    return Dataset("half", "half", drawn.train, test, compute_digest(drawn.train, test))


def test_a_row_is_an_image_with_all_that_is_known_of_it(half_labelled: Dataset, tmp_path: Path) -> None:
    make_run("mine")
    subject, path = find_subject("mine"), tmp_path / "mine.parquet"
    assert write_representation_table(path, subject, half_labelled, ["h", "mu"]) == 84
    assert list(tmp_path.iterdir()) == [path]
    table = pq.read_table(path)
    assert table.schema.names == ["id", "split", "label", "label_name", "image", "h", "mu"]
    assert table.schema.field("h").type == pa.list_(pa.float32(), 512)
    assert table.schema.field("mu").type == pa.list_(pa.float32(), 128)
    rows = table.to_pylist()
    assert [row["id"] for row in rows] == list(range(84))
    assert [row["split"] for row in rows] == ["test"] * 20 + ["train"] * 64
    for number, row in enumerate(rows):
        split, place = (half_labelled.test, number) if number < 20 else (half_labelled.train, number - 20)
        label = int(split.labels[place])
        wanted = (None, None) if label < 0 else (label, split.class_names[label])
        assert (row["label"], row["label_name"]) == wanted
        with Image.open(io.BytesIO(row["image"]["bytes"])) as picture:
            assert picture.format == "PNG"
            np.testing.assert_array_equal(np.asarray(picture).transpose(2, 0, 1), split.images[place])
    assert sum(row["label"] is None for row in rows) == 10
    test = load_representations(subject, half_labelled, "test")
    np.testing.assert_array_equal(np.array([row["h"] for row in rows[:20]], np.float32), test.h)
    np.testing.assert_array_equal(np.array([row["mu"] for row in rows[:20]], np.float32), test.mu)


def test_hugging_face_is_told_that_the_column_holds_pictures(tiny_dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "pixels.parquet"
    write_representation_table(path, find_subject("pixels"), tiny_dataset, ["h"], images="test")
    metadata = pq.read_schema(path).metadata or {}
    assert json.loads(metadata[b"huggingface"])["info"]["features"] == {"image": {"_type": "Image"}}


def test_hugging_face_opens_the_pictures(tiny_dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "pixels.parquet"
    write_representation_table(path, find_subject("pixels"), tiny_dataset, ["h"], images="test")
    datasets = pytest.importorskip("datasets", reason="Hugging Face's datasets is not installed")
    loaded = datasets.load_dataset(
        "parquet", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache")
    )
    np.testing.assert_array_equal(
        np.asarray(loaded[3]["image"]).transpose(2, 0, 1), tiny_dataset.test.images[3]
    )


def test_x_and_y_are_the_map_s_of_these_images(tiny_dataset: Dataset, tmp_path: Path) -> None:
    make_run("mine")
    subject, path = find_subject("mine"), tmp_path / "mine.parquet"
    write_representation_table(path, subject, tiny_dataset, ["mu"], images="test", with_map=True)
    frame = pd.read_parquet(path)
    projection = evaluate_projection(subject, tiny_dataset, ProjectionSettings("mu", num_points=100))
    np.testing.assert_array_equal(frame[["x", "y"]].to_numpy(), projection.coordinates)
    assert frame["x"].dtype == np.float32
    assert frame["id"].tolist() == projection.ids.tolist()


def test_large_pictures_become_thumbnails(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 256, (4, 3, 128, 128), np.uint8)
    split = ImageSet(images, np.full(4, -1), ())
    dataset = Dataset("large", "large", split, split, compute_digest(split, split))
    path = tmp_path / "large.parquet"
    write_representation_table(path, find_subject("untrained"), dataset, ["h"])
    first = pq.read_table(path).to_pylist()[0]
    with Image.open(io.BytesIO(first["image"]["bytes"])) as picture:
        assert picture.size == (THUMBNAIL_SIDE, THUMBNAIL_SIDE)
    assert first["label"] is None


def test_it_takes_the_memory_of_a_part(tmp_path: Path) -> None:
    # Parts of a thousand are groups of their own: none of them waits for the next in memory.
    path = tmp_path / "many.parquet"
    write_representation_table(path, find_subject("pixels"), draw_dataset(2_500, 10), ["h"])
    file = pq.ParquetFile(path)
    assert [file.metadata.row_group(each).num_rows for each in range(file.num_row_groups)] == [
        10,
        1_000,
        1_000,
        500,
    ]


def test_what_a_subject_has_not_is_refused_and_leaves_nothing(tiny_dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="'pixels' has no mu"):
        write_representation_table(
            tmp_path / "pixels.parquet", find_subject("pixels"), tiny_dataset, ["h", "mu"]
        )
    assert not list(tmp_path.iterdir())


def test_embedding_atlas_reads_it(tiny_dataset: Dataset, tmp_path: Path) -> None:
    """By its own command line, which writes what its page is given."""
    pytest.importorskip("embedding_atlas", reason="embedding-atlas is not installed")
    make_run("mine")
    path, archive = tmp_path / "mine.parquet", tmp_path / "atlas.zip"
    write_representation_table(path, find_subject("mine"), tiny_dataset, ["h"], images="test", with_map=True)
    command = ["--x", "x", "--y", "y", "--image", "image", "--export-application", str(archive)]
    done = subprocess.run(
        [sys.executable, "-m", "embedding_atlas.cli", str(path), *command],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(archive) as opened:
        props = json.loads(opened.read("data/metadata.json"))["props"]["data"]
        shown = pd.read_parquet(io.BytesIO(opened.read("data/dataset.parquet")))
    assert props["projection"] == {"x": "x", "y": "y"}
    assert props["image"] == "image"
    ours = pd.read_parquet(path)
    np.testing.assert_array_equal(shown[["x", "y"]].to_numpy(), ours[["x", "y"]].to_numpy())
    assert shown["image"].tolist()[3]["bytes"] == ours["image"].tolist()[3]["bytes"]
