import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aavae.importing.files import Files


@pytest.fixture
def open_files(tmp_path: Path) -> Callable[..., Files]:
    """Lists the files of paths, with an empty workspace."""

    def open_paths(*paths: Path) -> Files:
        workspace = tmp_path / "workspace"
        workspace.mkdir(exist_ok=True)
        return Files(paths, workspace)

    return open_paths


@pytest.fixture
def encode_picture() -> Callable[..., bytes]:
    """Encodes a small picture that is drawn from a seed."""

    def encode(seed: int = 0, form: str = "PNG", size: tuple[int, int] = (4, 4)) -> bytes:
        file = io.BytesIO()
        pixels = np.random.default_rng(seed).integers(0, 256, (*size, 3), np.uint8)
        Image.fromarray(pixels).save(file, form)
        return file.getvalue()

    return encode
