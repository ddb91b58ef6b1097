"""The recipes of docs/encoders.md write files that can be imported and compute what their models do."""

import contextlib
import io
import os
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from aavae.evaluation.models import get_model
from aavae.evaluation.subject import find_subject
from aavae.foreign.encoder_settings import EncoderSettings
from aavae.foreign.onnx_import import import_encoder
from aavae.paths import ROOT
from tests.documents import Block, read_blocks

BLOCKS = [
    block
    for block in read_blocks((ROOT / "docs" / "encoders.md").read_text(encoding="utf-8"))
    if block.language == "python"
]


def find_file(block: Block) -> str:
    (line,) = [line for line in block.lines if line.strip().endswith('.onnx",')]
    return line.strip(' ",')


def run_block(block: Block, folder: Path) -> dict[str, Any]:
    """What a block leaves behind, run in a folder of its own."""
    values: dict[str, Any] = {}
    with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what the exporter itself uses
        exec(compile("\n".join(block.lines), find_file(block), "exec"), values)
    return values


def test_there_is_a_recipe_for_each_library() -> None:
    assert [find_file(block) for block in BLOCKS] == ["torch.onnx", "torchvision.onnx", "timm.onnx"]


@pytest.mark.parametrize("block", BLOCKS, ids=find_file)
def test_a_recipe_writes_an_encoder(block: Block, tmp_path: Path) -> None:
    values = run_block(block, tmp_path)
    path = tmp_path / find_file(block)
    assert os.listdir(tmp_path) == [path.name]
    imported = import_encoder(path, "recipe", EncoderSettings())
    assert not any("fixes the number" in note for note in imported.notes)
    images = torch.from_numpy(np.random.default_rng(0).random((5, 3, 32, 32), np.float32))
    with torch.inference_mode():
        expected = values["model"](images)
    h = expected[0] if isinstance(expected, tuple) else expected
    torch.testing.assert_close(get_model(find_subject("recipe")).encode(images).h, h, rtol=1e-3, atol=1e-4)
