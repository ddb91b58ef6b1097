"""The machine and the versions of what is compared."""

from importlib.metadata import version
from pathlib import Path

import psutil
from playwright.sync_api import Error, sync_playwright

from aavae.machine import count_cores, describe_machine
from bench.sections.record import Conditions

PACKAGES = ("torch", "torchvision", "kornia", "scikit-learn", "umap-learn", "plotly", "streamlit")
_CPU_INFO = Path("/proc/cpuinfo")
_VECTORS = {
    "sse4_2": "SSE4.2",
    "avx2": "AVX2",
    "avx512f": "AVX-512",
    "avx512_vnni": "AVX-512 VNNI",
    "avx512_bf16": "AVX-512 bfloat16",
    "amx_bf16": "AMX bfloat16",
    "asimd": "NEON",
    "sve": "SVE",
    "bf16": "bfloat16",
}
"""Linux's names of instructions that the libraries choose between, and how people call them."""


def describe_conditions() -> Conditions:
    """What this process computes on and with."""
    machine = describe_machine()
    return Conditions(
        processor=str(machine["cpu"]),
        vectors=describe_vectors(_read_flags()),
        cores=count_cores(),
        memory=psutil.virtual_memory().total,
        versions={**{name: version(name) for name in PACKAGES}, "Chromium": _find_chromium()},
    )


def describe_vectors(flags: set[str]) -> str:
    """The vector instructions among a processor's flags, and what the environment limits them to."""
    found = ", ".join(title for flag, title in _VECTORS.items() if flag in flags) or "not known"
    environment = describe_machine()["environment"]
    assert isinstance(environment, dict)
    limits = [f"{name}={value}" for name, value in environment.items() if value]
    return found + (f"; with {', '.join(limits)}" if limits else "")


def _read_flags() -> set[str]:
    """Of the first processor; none where the system does not say them."""
    if not _CPU_INFO.exists():
        return set()
    lines = (line.partition(":") for line in _CPU_INFO.read_text(errors="replace").splitlines())
    return next(
        (set(value.split()) for name, _, value in lines if name.strip() in ("flags", "Features")), set()
    )


def _find_chromium() -> str:
    from tests.browser.conftest import launch_chromium

    try:
        with sync_playwright() as playwright:
            browser = launch_chromium(playwright)
            found = browser.version
            browser.close()
            return found
    except Error:
        return "none"
