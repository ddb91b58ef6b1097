from typing import Any

import pytest
import torch

from tests.processes import run_module


@pytest.fixture(scope="session")
def of_two_processes(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What each of two processes computed in `processes_worker.py`."""
    folder = tmp_path_factory.mktemp("processes")
    result = run_module("tests.nn.processes_worker", str(folder))
    assert result.returncode == 0, result.stderr
    return [torch.load(folder / f"{rank}.pt", weights_only=True) for rank in range(2)]
