"""`python -m aavae estimate`."""

from dataclasses import dataclass, field
from typing import Annotated

import tyro

from aavae.commands.output import print_json, print_rows
from aavae.config import HardwareConfig, RunConfig


@dataclass(frozen=True)
class EstimateCommand:
    """Say what a run would take in time, memory and disk, and whether it fits; takes the flags of train.

    Measured in ten seconds or so, whatever the run, and kept for a machine as busy as now; another length,
    seed or learning rate needs no new measurement. Once such a run has trained here, its epochs
    are what counts.
    """

    config: Annotated[RunConfig, tyro.conf.arg(name="")] = field(default_factory=RunConfig)
    hardware: Annotated[HardwareConfig, tyro.conf.arg(name="")] = field(default_factory=HardwareConfig)
    again: bool = False
    """Measure even if such a run was measured before, and forget how fast such runs were."""
    json: bool = False
    """Print one JSON array on standard output."""

    def __call__(self) -> None:
        """Print the estimate."""
        import logging
        import time

        import psutil

        from aavae.estimate.capacity import describe_shortage
        from aavae.estimate.estimate import describe_source
        from aavae.estimate.kept import evaluate_estimate, find_estimate
        from aavae.estimate.load import is_busy, look
        from aavae.formatting import format_bytes, format_duration, format_range

        estimate = find_estimate(self.config, self.hardware, is_busy(look()))
        if estimate is None or self.again:
            # A run imports the same before its first step.
            import aavae.runs.execute  # noqa: F401

            # Fabric announces the arithmetic of each trial.
            logging.getLogger("lightning_fabric").setLevel(logging.WARNING)
            process_seconds = time.time() - psutil.Process().create_time()
            estimate = evaluate_estimate(self.config, self.hardware, process_seconds, self.again)
        shortage = describe_shortage(estimate)
        if self.json:
            print_json([{**estimate._asdict(), "fits": shortage is None, "reason": shortage}])
            return
        row = {
            "time": format_range(estimate.low_seconds, estimate.high_seconds),
            "an epoch": format_duration(estimate.seconds_per_epoch),
            "images a second": f"{estimate.images_per_second:,.0f}",
            "memory": format_bytes(estimate.memory_bytes),
            "disk": format_bytes(estimate.disk_bytes),
            "device": f"{estimate.device} {estimate.precision}",
            "measured": describe_source(estimate),
            "fits": "yes" if shortage is None else f"perhaps not: {shortage}",
        }
        print_rows([row], as_json=False)
