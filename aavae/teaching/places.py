"""Parts of the app that show something, each with the state that its page's address opens it in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from aavae.language import N_


class Place(NamedTuple):
    """A part of a page.

    Attributes:
        page: the name of the page's file, without its folder and ending; "app" is the front door.
        title: of the link that leads there; English, marked for translation.
        query: what the page's address says: the key of a choice -> the name of the option.
    """

    page: str
    title: str
    query: Mapping[str, str] = MappingProxyType({})


PLACES: dict[str, Place] = {
    "home": Place("app", N_("Home")),
    "one-image": Place("reconstruct", N_("Reconstruct, One image"), {"section": "image"}),
    "strength": Place("reconstruct", N_("Reconstruct, Strength"), {"section": "strength"}),
    "wall": Place("reconstruct", N_("Reconstruct, Wall"), {"section": "wall"}),
    "profile": Place("reconstruct", N_("Reconstruct, Invariance profile"), {"section": "profile"}),
    "many-images": Place("reconstruct", N_("Reconstruct, Many images"), {"section": "images"}),
    "map": Place("embedding_map", N_("Embedding map")),
    "map-models": Place("embedding_map", N_("Embedding map, The two models"), {"panel": "models"}),
    "map-projections": Place(
        "embedding_map", N_("Embedding map, Other projections"), {"panel": "projections"}
    ),
    "samples": Place("generate", N_("Generate, Samples"), {"generate_section": "samples"}),
    "between": Place("generate", N_("Generate, Between two images"), {"generate_section": "between"}),
    "directions": Place("generate", N_("Generate, Directions"), {"generate_section": "directions"}),
    "arithmetic": Place("generate", N_("Generate, Arithmetic"), {"generate_section": "arithmetic"}),
    "measured": Place("generate", N_("Generate, Measured"), {"generate_section": "measured"}),
    "similarity": Place("similarity", N_("Similarity")),
    "similarity-kl": Place("similarity", N_("Similarity, by KL"), {"measure": "kl"}),
    "extreme-pairs": Place(
        "similarity", N_("Similarity, Extreme pairs"), {"similarity_section": "Extreme pairs"}
    ),
    "geometry": Place(
        "similarity",
        N_("Similarity, Alignment and uniformity"),
        {"similarity_section": "Alignment and uniformity"},
    ),
    "views": Place("similarity", N_("Similarity, Views"), {"similarity_section": "Views"}),
    "probe": Place("linear_probe", N_("Linear probe")),
    "probe-mu": Place("linear_probe", N_("Linear probe, of mu"), {"representation_h": "mu"}),
    "latents": Place("diagnostics", N_("Diagnostics, Latents and noise"), {"diagnostic": "latents"}),
    "spectrum": Place("diagnostics", N_("Diagnostics, Effective rank"), {"diagnostic": "spectrum"}),
    "layers": Place("diagnostics", N_("Diagnostics, Probe by layer"), {"diagnostic": "layers"}),
    "labels": Place("diagnostics", N_("Diagnostics, Number of labels"), {"diagnostic": "labels"}),
    "invariance": Place("diagnostics", N_("Diagnostics, Invariance"), {"diagnostic": "invariance"}),
    "style": Place("diagnostics", N_("Diagnostics, Style"), {"diagnostic": "style"}),
    "results": Place("results", N_("Results")),
    "ablation": Place("studies", N_("Studies, Ablation"), {"study": "ablation"}),
    "beta": Place("studies", N_("Studies, Beta"), {"study": "beta"}),
    "sensitivity": Place("studies", N_("Studies, Sensitivity"), {"study": "sensitivity"}),
    "wrong-rate": Place("gone_wrong", N_("Gone wrong, Learning rate too high"), {"pitfall": "learning-rate"}),
    "wrong-beta": Place("gone_wrong", N_("Gone wrong, Beta 10"), {"pitfall": "beta-10"}),
    "wrong-collapse": Place("gone_wrong", N_("Gone wrong, Collapsed"), {"pitfall": "collapse"}),
    "wrong-batch": Place("gone_wrong", N_("Gone wrong, A batch of 4"), {"pitfall": "batch-4"}),
    "wrong-crops": Place("gone_wrong", N_("Gone wrong, Crops too strong"), {"pitfall": "crops"}),
    "sets": Place("images", N_("Images, Sets that are here"), {"images_section": "sets"}),
    "add-images": Place("images", N_("Images, Add images"), {"images_section": "add"}),
    "race": Place("race", N_("Race")),
    "train": Place("train", N_("Train")),
    "watch": Place("watch", N_("Watch")),
    "jobs": Place("jobs", N_("Jobs")),
}
"""Name -> part of the app."""
