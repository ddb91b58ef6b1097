import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

Files = dict[str, bytes]


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of imported sets, empty, for this test alone."""
    folder = tmp_path / "sets"
    monkeypatch.setenv("AAVAE_DATA", str(folder))
    return folder


@pytest.fixture
def encode_png() -> Callable[..., bytes]:
    """Encodes an image `(3, H, W)` as PNG, or draws one from a seed."""

    def encode(image: int | np.ndarray, size: tuple[int, int] = (32, 32)) -> bytes:
        if isinstance(image, int):
            image = np.random.default_rng(image).integers(0, 256, (3, *size), np.uint8)
        file = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(image.transpose(1, 2, 0))).save(file, "PNG")
        return file.getvalue()

    return encode


@pytest.fixture
def draw_files(encode_png: Callable[..., bytes]) -> Callable[[], Files]:
    """Draws the files of a small set: classes cat and dog, 3 training and 2 test images of each."""

    def draw() -> Files:
        names = [
            f"{split}/{class_name}/{index}.png"
            for split, count in (("train", 3), ("test", 2))
            for class_name in ("cat", "dog")
            for index in range(count)
        ]
        return {name: encode_png(seed) for seed, name in enumerate(names)}

    return draw


@pytest.fixture
def write_zip(tmp_path: Path) -> Callable[..., Path]:
    """Writes files as a zip; backslashes and dots in names stay as they are."""

    def write(
        files: Mapping[str, bytes], name: str = "images.zip", compression: int = zipfile.ZIP_DEFLATED
    ) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", compression) as archive:
            for entry, data in files.items():
                info = zipfile.ZipInfo(entry)
                info.filename = entry
                info.compress_type = compression
                archive.writestr(info, data)
        return path

    return write
