import os
import subprocess
from collections.abc import Iterator

import pytest

from aavae.jobs import local
from tests.jobs.slurm_cluster import HOW_TO_INSTALL, SlurmCluster, is_installed


@pytest.fixture(scope="session")
def slurm_cluster() -> Iterator[SlurmCluster]:
    """A real Slurm; where there is none the tests are skipped, but in continuous integration they fail."""
    if not is_installed():
        if os.environ.get("CI") == "true":
            pytest.fail(HOW_TO_INSTALL, pytrace=False)
        pytest.skip(HOW_TO_INSTALL)
    cluster = SlurmCluster()
    yield cluster
    cluster.stop()


@pytest.fixture
def slurm(slurm_cluster: SlurmCluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlurmCluster]:
    """The Slurm that this test's commands find; it is empty again afterwards."""
    for name, value in slurm_cluster.environment.items():
        monkeypatch.setenv(name, value)
    yield slurm_cluster
    slurm_cluster.empty()


@pytest.fixture(autouse=True)
def no_job_outlives_its_test() -> Iterator[None]:
    """The processes of a test's jobs have ended before its folders go."""
    yield
    for child in local._children:
        try:
            child.wait(timeout=30)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    local._children.clear()
