from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aavae.errors import UserError
from aavae.importing.preview import preview_import
from aavae.importing.settings import ImportSettings
from tests.data.tiffs import make_tiff
from tests.importing.containers import write_zip
from tests.importing.test_decode import encode


def write(tmp_path: Path, files: dict[str, bytes]) -> Path:
    return write_zip(files, tmp_path / "Pets.zip")


def draw(count: int, size: tuple[int, int] = (40, 30)) -> dict[str, bytes]:
    """Pictures of two classes, without a split."""
    generator = np.random.default_rng(0)
    return {
        f"{name}/{number:03}.png": encode(Image.fromarray(generator.integers(0, 256, (*size, 3), np.uint8)))
        for name in ("cat", "dog")
        for number in range(count)
    }


def test_it_says_what_an_import_would_make(tmp_path: Path, data_folder: Path) -> None:
    preview = preview_import([write(tmp_path, draw(50))], ImportSettings(test_share=0.1))
    assert (preview.name, preview.form, preview.size) == ("pets", "folders of classes", 32)
    assert preview.classes == (("cat", 45, 5), ("dog", 45, 5))
    assert (preview.num_train, preview.num_test, preview.num_unlabelled) == (90, 10, 0)
    assert (preview.smallest, preview.largest) == ((40, 30), (40, 30))
    assert preview.num_bytes == 100 * 3 * 32 * 32
    assert preview.samples.shape == (24, 3, 32, 32)
    assert set(preview.captions) == {"cat", "dog"}
    assert not any(data_folder.iterdir())


def test_what_will_be_left_out_is_named(tmp_path: Path, data_folder: Path) -> None:
    frames = [Image.fromarray(np.full((32, 32), level, np.uint8)) for level in (10, 200)]
    files = {f"{split}/{name}": data for split in ("train", "test") for name, data in draw(3).items()} | {
        "train/cat/000.gif": encode(frames[0], "GIF", save_all=True, append_images=frames[1:]),
        "train/cat/notes.txt": b"a note",
        "train/dog/damaged.png": b"no picture",
    }
    preview = preview_import([write(tmp_path, files)])
    assert {(found.count, found.names) for found in preview.skipped} == {
        (1, ("train/cat/000.gif",)),
        (1, ("train/cat/notes.txt in " + str(tmp_path / "Pets.zip"),)),
    }
    assert [found.names for found in preview.damaged] == [("train/dog/damaged.png",)]


def test_samples_have_the_levels_of_all_of_them(tmp_path: Path, data_folder: Path) -> None:
    files = {
        f"{number}.tif": make_tiff(np.full((32, 32), level, np.uint16))
        for number, level in enumerate((1_000, 2_000, 3_000, 5_000))
    }
    preview = preview_import([write(tmp_path, files)], ImportSettings(test_share=0.25))
    levels = sorted(int(sample.max()) for sample in preview.samples)
    assert levels[0] == 0
    assert levels[-1] == 255
    assert len(set(levels)) == 3


def test_nothing_to_import_is_said_in_a_sentence(tmp_path: Path, data_folder: Path) -> None:
    with pytest.raises(UserError, match="found no images"):
        preview_import([write(tmp_path, {"notes.txt": b""})])
