"""What this machine computes with, as far as it can be told without torch."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

_CPU_INFO = Path("/proc/cpuinfo")
_GPU_INFO = Path("/proc/driver/nvidia/gpus")
_VARIABLES = (
    "CUDA_VISIBLE_DEVICES",
    "OMP_NUM_THREADS",
    "OMP_WAIT_POLICY",
    "ATEN_CPU_CAPABILITY",
    "ONEDNN_MAX_CPU_ISA",
)


def describe_machine() -> dict[str, object]:
    """Everything about this machine that decides how fast a given training is, as JSON."""
    return {
        "cpu": _read_value(_CPU_INFO, "model name") or platform.processor() or platform.machine(),
        "cores": count_cores(),
        "gpus": [_read_value(path, "Model") for path in sorted(_GPU_INFO.glob("*/information"))],
        "environment": {name: os.environ.get(name, "") for name in _VARIABLES},
        "torch": version("torch"),
    }


def count_cores() -> int:
    """The processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _read_value(path: Path, key: str) -> str:
    """The value of the first line `key: value`; empty where there is none."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    pairs = (line.partition(":") for line in lines)
    return next((value.strip() for name, _, value in pairs if name.strip() == key), "")
