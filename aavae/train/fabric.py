"""What is used of Lightning Fabric: the only place that imports it, without torch's compiler."""

from aavae.train.uncompiled import leave_out_compiler

with leave_out_compiler():
    from lightning_fabric import Fabric
    from lightning_fabric.plugins.environments.cluster_environment import ClusterEnvironment
    from lightning_fabric.plugins.environments.lightning import LightningEnvironment
    from lightning_fabric.plugins.environments.slurm import SLURMEnvironment
    from lightning_fabric.plugins.environments.torchelastic import TorchElasticEnvironment
    from lightning_fabric.strategies.ddp import DDPStrategy
    from lightning_fabric.utilities.exceptions import MisconfigurationException
    from lightning_fabric.utilities.rank_zero import rank_zero_only

__all__ = [
    "ClusterEnvironment",
    "DDPStrategy",
    "Fabric",
    "LightningEnvironment",
    "MisconfigurationException",
    "SLURMEnvironment",
    "TorchElasticEnvironment",
    "rank_zero_only",
]
