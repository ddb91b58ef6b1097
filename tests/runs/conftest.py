from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def checkpoints(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of shipped models, empty: what the product ships is no part of these claims."""
    folder = tmp_path_factory.mktemp("checkpoints")
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(folder))
    return folder
