from pathlib import Path

import pytest

from aavae.data.disk import write_set
from aavae.data.image_set import Dataset


@pytest.fixture
def tiny_on_disk(tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """The small set, among those that are found by name; returns it."""
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", tiny_dataset, "drawn for a test")
    return tiny_dataset
