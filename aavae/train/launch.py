"""Which processes train, and in which arithmetic."""

from typing import NamedTuple

import torch

from aavae.config import Arithmetic, HardwareConfig, RunConfig
from aavae.errors import UserError
from aavae.language import _
from aavae.train.environment import choose_environment
from aavae.train.fabric import DDPStrategy, Fabric, MisconfigurationException
from aavae.train.muon import MuonArithmetic
from aavae.train.precision import choose_muon_arithmetic, choose_precision


class Launch(NamedTuple):
    """The processes, and the arithmetic that all of them compute in.

    Attributes:
        fabric: connects them, and computes in `precision`.
        precision: of the networks.
        muon_arithmetic: of Muon's iterations, where a saved state does not bring another.
    """

    fabric: Fabric
    precision: Arithmetic
    muon_arithmetic: MuonArithmetic


def launch(config: RunConfig, hardware: HardwareConfig) -> Launch:
    """Start the other processes, if there are any, and agree on the arithmetic.

    On one machine the first process starts the others by its own command line (`sys.argv`), which must lead
    each of them here with the same arguments; on a cluster they exist already. All return from this call.

    Args:
        config: the run, whose networks are timed where the precision is `auto`; by the main process alone.
        hardware: where to compute.

    Raises:
        UserError: this machine does not have that hardware.
    """
    fabric = _launch(hardware, "32-true")
    if hardware.threads > 0:
        torch.set_num_threads(hardware.threads)
    precision: Arithmetic = "32-true"
    muon_arithmetic: MuonArithmetic = "32"
    if fabric.is_global_zero:
        precision = choose_precision(config, hardware, fabric.device)
        if config.optim.optimizer == "muon":
            muon_arithmetic = choose_muon_arithmetic(hardware, fabric.device)
    precision, muon_arithmetic = fabric.broadcast((precision, muon_arithmetic))
    return Launch(_launch(hardware, precision), precision, muon_arithmetic)


def _launch(hardware: HardwareConfig, precision: Arithmetic) -> Fabric:
    """Only the first call starts processes; later ones find them."""
    try:
        fabric = Fabric(
            accelerator=hardware.accelerator,
            devices=hardware.devices,
            num_nodes=hardware.nodes,
            # static_graph: where z is not sampled, log_var gets no gradient, which DDP must expect.
            strategy=DDPStrategy(static_graph=True) if hardware.devices * hardware.nodes > 1 else "auto",
            precision=precision,
            plugins=choose_environment(hardware.devices * hardware.nodes),
        )
        fabric.launch()
    except (RuntimeError, ValueError, MisconfigurationException) as error:
        raise UserError(
            _(
                "Training on accelerator '{accelerator}' with {devices} device(s) is not possible here: "
                "{error}"
            ).format(accelerator=hardware.accelerator, devices=hardware.devices, error=error)
        ) from error
    return fabric
