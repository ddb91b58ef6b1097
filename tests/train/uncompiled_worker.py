"""A training from its start over a saved state to its end, in a process of its own: `test_uncompiled.py`."""

import sys

from aavae.train.loop import Training
from tests.conftest import draw_dataset
from tests.train.processes_worker import CONFIG, HARDWARE


def main() -> None:
    """Train an epoch with both optimisers, and the next one from its state."""
    config = CONFIG.model_copy(update={"num_epochs": 2})
    training = Training(config, draw_dataset(64, 20), HARDWARE)
    next(training.epochs())
    resumed = Training(config, draw_dataset(64, 20), HARDWARE)
    resumed.load_state_dict(training.state_dict())
    assert len(list(resumed.epochs())) == 1
    assert len(resumed.optimizers) == 2
    assert not {"torch._dynamo", "sympy"} & sys.modules.keys()

    from torch._dynamo import OptimizedModule

    assert OptimizedModule.__module__.startswith("torch._dynamo")


if __name__ == "__main__":
    main()
