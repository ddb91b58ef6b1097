"""A measurement as a machine could have made it, for tests that look at what becomes of one."""

from aavae.estimate.estimate import Measurement

MEASUREMENT = Measurement(
    device="cpu",
    precision="32-true",
    step_seconds=0.1,
    step_spread=1.0,
    tried_images=256,
    evaluation_seconds=1e-4,
    epoch_seconds=0.5,
    startup_seconds=5.0,
    memory_bytes=10**9,
    weights_bytes=10**6,
    state_bytes=3 * 10**6,
    snapshot_bytes=0,
    device_free_bytes=0,
)
