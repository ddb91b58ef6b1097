"""Threads that load at once, as sessions do, and use what they loaded: prints what went wrong."""

import sys
import threading
import traceback
from collections.abc import Callable
from functools import partial

from aavae.ui.server import imports
from aavae.ui.server.imports import Shared


def use_pages() -> None:
    imports.load("pages")
    import plotly.graph_objects as go

    for _ in range(200):
        go.Figure(go.Scatter(x=[1, 2], y=[3, 4])).to_json()


def use_models() -> None:
    imports.load("models")
    import torch
    from torch.nn import functional

    from aavae.evaluation.probes.linear_probe import evaluate_linear_probe

    assert callable(evaluate_linear_probe)
    functional.relu(torch.zeros(3))


def attempt(use: Callable[[], None]) -> None:
    try:
        use()
    except BaseException:
        print(traceback.format_exc())


if __name__ == "__main__":
    parts: tuple[Shared, ...] = ("frame", "front")
    sys.setswitchinterval(1e-5)
    uses = [use_pages, use_models, *(partial(imports.load, part) for part in parts)] * 2
    threads = [threading.Thread(target=attempt, args=(use,)) for use in uses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
