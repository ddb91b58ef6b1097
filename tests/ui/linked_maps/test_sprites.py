from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aavae.ui.linked_maps import sprites
from aavae.ui.linked_maps.sprites import COLUMNS, PER_SHEET, find_pictures, make_pictures, make_sheet
from aavae.ui.server import static_files


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    served = tmp_path / "static" / "maps"
    monkeypatch.setattr(static_files, "find_folder", lambda: served)
    return served


def draw_images(count: int, size: int = 32) -> np.ndarray:
    colours = np.random.default_rng(0).integers(0, 256, (count, 3, 1, 1), dtype=np.uint8)
    return np.ascontiguousarray(np.broadcast_to(colours, (count, 3, size, size)))


def test_image_i_is_tile_i_counted_along_the_rows() -> None:
    images = np.random.default_rng(0).integers(0, 256, (COLUMNS + 3, 3, 8, 8), dtype=np.uint8)
    sheet = make_sheet(images, 8)
    assert sheet.shape == (16, COLUMNS * 8, 3)
    for i, image in enumerate(images):
        row, column = divmod(i, COLUMNS)
        tile = sheet[8 * row : 8 * row + 8, 8 * column : 8 * column + 8]
        np.testing.assert_array_equal(tile, image.transpose(1, 2, 0))
    assert not sheet[8:, 3 * 8 :].any()


def test_sheets_are_written_once_and_hold_the_images(folder: Path) -> None:
    images = draw_images(PER_SHEET + 10)
    pictures = make_pictures(images, "digest")
    assert pictures is not None
    assert (len(pictures.urls), pictures.columns, pictures.per_sheet, pictures.size) == (
        2,
        COLUMNS,
        PER_SHEET,
        32,
    )
    sheet = np.asarray(Image.open(folder / pictures.urls[1].rsplit("/", 1)[1])).astype(int)
    for i in range(10):
        wanted = images[PER_SHEET + i, :, 0, 0]
        # Lossy, but a colour stays what it was.
        assert np.abs(sheet[16, 32 * i + 16] - wanted).max() < 40
    before = {path: path.stat().st_ino for path in folder.iterdir()}
    assert make_pictures(images, "digest") == pictures
    assert {path: path.stat().st_ino for path in folder.iterdir()} == before
    assert make_pictures(images, "another digest") != pictures


def test_sheets_are_found_again_without_the_images_unless_one_is_gone(folder: Path) -> None:
    assert find_pictures(PER_SHEET + 1, 96, "digest") is None
    pictures = make_pictures(draw_images(PER_SHEET + 1, 96), "digest")
    assert pictures is not None
    assert find_pictures(PER_SHEET + 1, 96, "digest") == pictures
    assert find_pictures(PER_SHEET + 2, 96, "digest") is None
    (folder / pictures.urls[1].rsplit("/", 1)[1]).unlink()
    assert find_pictures(PER_SHEET + 1, 96, "digest") is None


@pytest.mark.parametrize(("size", "tile"), [(8, 8), (32, 32), (40, 40), (96, 48)])
def test_large_images_become_smaller_tiles(size: int, tile: int, folder: Path) -> None:
    images = draw_images(3, size)
    pictures = make_pictures(images, f"of {size}")
    assert pictures is not None and pictures.size == tile
    sheet = make_sheet(images, tile)
    np.testing.assert_array_equal(sheet[0, : 3 * tile : tile], images[:, :, 0, 0])


def test_a_thumbnail_takes_some_hundred_bytes(folder: Path) -> None:
    # Smooth like photographs: noise would be far larger.
    coarse = np.random.default_rng(0).integers(60, 200, (500, 3, 4, 4), dtype=np.uint8)
    images = np.stack([sprites._resize(image, 32) for image in coarse])
    make_pictures(images, "smooth")
    assert sum(path.stat().st_size for path in folder.iterdir()) / 500 < 1_000


def test_without_a_served_folder_there_are_no_pictures() -> None:
    assert make_pictures(draw_images(2), "digest") is None
