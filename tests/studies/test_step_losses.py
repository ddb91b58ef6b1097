from pathlib import Path

import numpy as np

from aavae.runs.layout import RunLayout
from aavae.studies.step_losses import StepLosses, locate_step_losses, read_step_losses, write_step_losses


def test_they_are_read_as_they_were_written(tmp_path: Path) -> None:
    layout = RunLayout(tmp_path / "run")
    assert read_step_losses(layout) is None
    write_step_losses(StepLosses(np.array([3.0, 2.0, 1.5], np.float32), 16), layout)
    found = read_step_losses(layout)
    assert found is not None
    assert (found.losses.tolist(), found.batch_size) == ([3.0, 2.0, 1.5], 16)
    assert found.images_seen.tolist() == [16, 32, 48]


def test_a_damaged_file_is_none(tmp_path: Path) -> None:
    layout = RunLayout(tmp_path)
    locate_step_losses(layout).write_bytes(b"PK\x03\x04")
    assert read_step_losses(layout) is None
