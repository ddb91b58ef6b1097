"""Who starts the processes of a training: Slurm, torchrun, or Fabric itself."""

import os

from aavae.train.fabric import (
    ClusterEnvironment,
    LightningEnvironment,
    SLURMEnvironment,
    TorchElasticEnvironment,
)


def choose_environment(num_processes: int) -> ClusterEnvironment:
    """Choose what Fabric would otherwise guess, and guess wrongly on a cluster.

    Fabric takes the tasks of any Slurm allocation for the processes of a training, also where an app or a
    notebook happens to run in one, and then waits for processes that nobody starts. Wherever Slurm is
    installed it also warns of every training that `srun` did not start. Here Slurm has started the processes
    if this process is one of exactly as many tasks of an `srun`.

    Args:
        num_processes: of the whole training.
    """
    if TorchElasticEnvironment.detect():
        return TorchElasticEnvironment()
    if num_processes > 1 and os.environ.get("SLURM_STEP_NUM_TASKS") == str(num_processes):
        return SLURMEnvironment()
    return LightningEnvironment()
