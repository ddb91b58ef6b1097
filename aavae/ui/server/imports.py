"""The one place where a server imports what its sessions share: whole, in one order, by one thread at a time.

Each session's script runs in a thread of its own. Python locks each module while it is imported, which is not
enough: Plotly, scikit-learn and others look into `sys.modules` and take what another thread is still
importing, and of two threads that enter a package with cycles, such as torch, through different modules, both
fail, after which it cannot be imported in this process any more.
"""

import pkgutil
import threading
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Literal

Shared = Literal["frame", "class", "front", "pages", "results", "models", "mixtures"]
"""What can be loaded; each holds what comes before it.

frame: what Streamlit imports for a page's icon.
class: a class and its students' phones; no pandas.
front: the front door; numpy, but no pandas, so that it is painted soon.
pages: all pages and their figures, without torch.
results: what finds results that are there already, and computes the others once torch is there.
models: torch, and all that computes with models; not what trains them.
mixtures: scikit-learn, which fits densities to latents; it looks for pandas.
"""

_lock = threading.RLock()
_loaded: set[Shared] = set()


def load(shared: Shared) -> None:
    """Import what several sessions use, if it is not there yet; others who want some of it wait.

    Every page, and every thread of the server, calls this before it imports or uses any of it.

    Args:
        shared: the last of the parts that are needed.
    """
    # Only whole parts are in the set, so whoever finds one there need not wait for who loads the next.
    if shared in _loaded:
        return
    with _lock:
        for part, load_part in _PARTS.items():
            if part not in _loaded:
                load_part()
                _loaded.add(part)
            if part == shared:
                return


def load_ahead(shared: Shared) -> None:
    """`load` in a thread, if it is not there yet: for what is needed soon, while other things are done."""
    if shared not in _loaded:
        threading.Thread(target=load, args=(shared,), daemon=True).start()


def is_loaded(shared: Shared) -> bool:
    """Whether it is there, so that nobody waits for it."""
    return shared in _loaded


def _load_frame() -> None:
    _import("numpy")
    from PIL import Image

    Image.preinit()


def _load_class() -> None:
    _import(*_list_package("aavae.ui.classroom"), "aavae.ui.lesson.clues")


def _load_front() -> None:
    _import("aavae.ui.home.page")


def _load_pages() -> None:
    # Streamlit and Plotly import these when a table or a figure is first drawn.
    _import("pandas", "pandas.io.formats.style", "pyarrow.pandas_compat")
    _import("plotly.graph_objects", "plotly.io", "plotly.io._json")
    _import("plotly.animation", "plotly.offline", "plotly.tools")
    _import(*_list_package("aavae.ui"))
    from PIL import Image

    # All formats' modules, which Pillow imports where a picture's is not known.
    Image.init()


def _load_results() -> None:
    # Functions of `aavae.analysis` import these at their first call.
    _import("scipy.linalg", "scipy.special")
    _import("aavae.teaching.truths")
    for package in ("aavae.analysis", "aavae.evaluation"):
        _import(
            *(module for module in _list_package(package) if module.removeprefix("aavae.") not in _WITH_TORCH)
        )
    from aavae.evaluation.computing import import_by

    import_by(lambda: load("models"))


def _load_models() -> None:
    _import("torch")
    for package in ("aavae.augment", "aavae.analysis", "aavae.models", "aavae.evaluation"):
        _import(*_list_package(package))
    # Functions of these import them at their first call.
    _import("aavae.representations", "aavae.runs.model", "aavae.analysis.probes.logistic")
    _import("aavae.foreign.onnx_model")


def _load_mixtures() -> None:
    _import("sklearn.exceptions", "sklearn.mixture", "threadpoolctl")


_WITH_TORCH = {
    *("analysis.neighbours", "analysis.principal"),
    *("analysis.probes.lbfgs", "analysis.probes.linear_classifier", "analysis.probes.logistic"),
    *("analysis.maps.placing", "analysis.maps.projection", "analysis.maps.trustworthiness"),
    *("analysis.maps.view_cloud", "analysis.generation.memorised", "analysis.generation.nearest"),
    *("analysis.generation.precision_recall", "analysis.diagnostics.ridge"),
    *("evaluation.representations", "evaluation.shipping", "evaluation.generation.memorised"),
    *("evaluation.augmentation.distorted", "evaluation.augmentation.image_bank"),
    *("evaluation.augmentation.sweep", "evaluation.maps.likeness", "evaluation.maps.view_cloud"),
}
"""Modules that import torch as a whole; the others do so when they compute."""


def _import(*names: str) -> None:
    for name in names:
        import_module(name)


def _list_package(name: str) -> Iterator[str]:
    """A package's modules, those of its packages included."""
    package = import_module(name)
    yield from (info.name for info in pkgutil.walk_packages(package.__path__, f"{name}."))


_PARTS: dict[Shared, Callable[[], None]] = {
    "frame": _load_frame,
    "class": _load_class,
    "front": _load_front,
    "pages": _load_pages,
    "results": _load_results,
    "models": _load_models,
    "mixtures": _load_mixtures,
}
