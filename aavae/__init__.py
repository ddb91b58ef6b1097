"""AAVAE Explorer: see, on real models, why an Augmentation-Augmented VAE learns better features.

Its ten names for a notebook, in the order in which one needs them (docs/python.md has an example of each):

- `load`: a model, to encode, decode and reconstruct with.
- `load_images`: an image set, or a part of one.
- `distort`: images after an augmentation, chosen or drawn.
- `similarity`: how alike a model finds two views of one image.
- `linear_probe`, `knn_probe`: how well a classifier does on a model's representations.
- `project`: a map of a model's representations, such as a UMAP.
- `RunConfig`, `fit`: what a training is, and to train it.
- `plot`: any of these results as a Plotly figure.

Nothing of it is imported before it is used: pages and commands import this package, too, and are fast.
"""

from typing import TYPE_CHECKING

from aavae.library_caches import settle_library_caches

if TYPE_CHECKING:
    from aavae.api.distorting import distort
    from aavae.api.images import load_images
    from aavae.api.maps import project
    from aavae.api.model import load
    from aavae.api.plotting import plot
    from aavae.api.probes import knn_probe, linear_probe
    from aavae.api.similarity import similarity
    from aavae.api.training import fit
    from aavae.config import RunConfig
else:
    _HOMES = {
        "RunConfig": "aavae.config",
        "distort": "aavae.api.distorting",
        "fit": "aavae.api.training",
        "knn_probe": "aavae.api.probes",
        "linear_probe": "aavae.api.probes",
        "load": "aavae.api.model",
        "load_images": "aavae.api.images",
        "plot": "aavae.api.plotting",
        "project": "aavae.api.maps",
        "similarity": "aavae.api.similarity",
    }

    def __getattr__(name: str) -> object:
        """Import one of the ten names at its first use (PEP 562)."""
        if name not in _HOMES:
            raise AttributeError(f"module 'aavae' has no attribute {name!r}")
        import importlib

        value = globals()[name] = getattr(importlib.import_module(_HOMES[name]), name)
        return value

    def __dir__() -> list[str]:
        """What is there, and the names that are not imported yet."""
        return sorted({*globals(), *_HOMES})


# None is also the name of a folder of this package: importing anything from that folder would take its place.
__all__ = [
    "RunConfig",
    "distort",
    "fit",
    "knn_probe",
    "linear_probe",
    "load",
    "load_images",
    "plot",
    "project",
    "similarity",
]

settle_library_caches()
