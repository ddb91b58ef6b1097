"""`python -m aavae estimate`."""

from dataclasses import dataclass, field
from typing import Annotated

import tyro

from aavae.commands.output import print_json, print_rows
from aavae.config import HardwareConfig, RunConfig


@dataclass(frozen=True)
class Estimate:
    """Say what a run would take in time, memory and disk, and whether it fits; takes the flags of train.

    Steps of such a run are made and timed, in up to a minute; another length, seed or learning rate needs no
    new measurement.
    """

    config: Annotated[RunConfig, tyro.conf.arg(name="")] = field(default_factory=RunConfig)
    hardware: Annotated[HardwareConfig, tyro.conf.arg(name="")] = field(default_factory=HardwareConfig)
    again: bool = False
    """Measure even if such a run was measured before, say while the machine was busy."""
    json: bool = False
    """Print one JSON array on standard output."""

    def __call__(self) -> None:
        """Print the estimate."""
        import logging
        import time

        import psutil

        from aavae.errors import UserError
        from aavae.evaluation.capacity import check_fits
        from aavae.evaluation.estimate import evaluate_estimate, find_estimate
        from aavae.formatting import format_bytes, format_duration

        estimate = find_estimate(self.config, self.hardware)
        if estimate is None or self.again:
            # A run imports the same before its first step.
            import aavae.runs.execute  # noqa: F401

            # Fabric announces the arithmetic of each trial.
            logging.getLogger("lightning_fabric").setLevel(logging.WARNING)
            process_seconds = time.time() - psutil.Process().create_time()
            estimate = evaluate_estimate(self.config, self.hardware, process_seconds, self.again)
        try:
            check_fits(estimate)
            reason = None
        except UserError as error:
            reason = str(error)
        if self.json:
            print_json([{**estimate._asdict(), "fits": reason is None, "reason": reason}])
            return
        row = {
            "time": format_duration(estimate.seconds),
            "an epoch": format_duration(estimate.seconds_per_epoch),
            "images a second": f"{estimate.images_per_second:,.0f}",
            "memory": format_bytes(estimate.memory_bytes),
            "disk": format_bytes(estimate.disk_bytes),
            "device": f"{estimate.device} {estimate.precision}",
            "fits": "yes" if reason is None else f"no: {reason}",
        }
        print_rows([row], as_json=False)
