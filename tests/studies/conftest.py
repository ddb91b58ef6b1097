from pathlib import Path

import pytest

from aavae.config import ModelConfig, RunConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.studies.study import Cell, Study


@pytest.fixture(autouse=True)
def checkpoints(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of what is shipped, empty."""
    folder = tmp_path_factory.mktemp("checkpoints")
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(folder))
    return folder


@pytest.fixture
def micro_data(micro_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """The micro images, on disk as "tiny": what `micro_study` trains on."""
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    write_set(tmp_path / "data", micro_dataset, "drawn for a test")
    return micro_dataset


@pytest.fixture
def micro_study() -> Study:
    """An AE and an AAVAE, to be trained in seconds."""
    return build_micro_study(num_epochs=2)


def build_micro_study(num_epochs: int) -> Study:
    configs = [
        RunConfig(
            method=method, data="tiny", num_epochs=num_epochs, batch_size=16, model=ModelConfig(latent_dim=8)
        )
        for method in ("ae", "aavae")
    ]
    cells = tuple(Cell({"augment": index == 1}, config, seeds=1) for index, config in enumerate(configs))
    return Study(name="micro", title="A test", question="Does it work?", budget="study", cells=cells)
