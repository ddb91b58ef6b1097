"""What the pages show first, computed ahead and kept with the product, so that they open at once."""

from aavae.analysis.generation.latent_density import DENSITY_KINDS
from aavae.data.image_set import Dataset
from aavae.evaluation.absence import explain_absence
from aavae.evaluation.augmentation.gallery import evaluate_gallery
from aavae.evaluation.augmentation.image_bank import ship_image_bank
from aavae.evaluation.augmentation.profile import evaluate_profile
from aavae.evaluation.augmentation.reconstruction import evaluate_reconstruction
from aavae.evaluation.augmentation.wall import evaluate_wall_variance
from aavae.evaluation.diagnostics.invariance import evaluate_invariance
from aavae.evaluation.diagnostics.latents import evaluate_latents
from aavae.evaluation.diagnostics.spectrum import evaluate_spectrum
from aavae.evaluation.diagnostics.style import evaluate_style
from aavae.evaluation.generation.directions import ALONG, evaluate_directions
from aavae.evaluation.generation.memorised import SPACES, evaluate_memorised, evaluate_reference
from aavae.evaluation.generation.sample_quality import (
    AGAINST,
    FEATURE_SUBJECT,
    QUALITY_KINDS,
    evaluate_floor,
    evaluate_sample_quality,
)
from aavae.evaluation.generation.samples import NUM_SHOWN, evaluate_density
from aavae.evaluation.maps.neighbours import evaluate_neighbours
from aavae.evaluation.maps.projection import evaluate_projection
from aavae.evaluation.maps.settings import ProjectionSettings
from aavae.evaluation.probes.image_classifier import evaluate_image_classifier
from aavae.evaluation.probes.knn_probe import evaluate_knn_probe
from aavae.evaluation.probes.label_curve import evaluate_label_curve
from aavae.evaluation.probes.layers import evaluate_layers
from aavae.evaluation.probes.linear_probe import evaluate_linear_probe
from aavae.evaluation.results import LABEL_COUNTS
from aavae.evaluation.similarity.pairs import evaluate_pairs
from aavae.evaluation.similarity.uniformity import evaluate_uniformity
from aavae.evaluation.subject import Subject


def ship_defaults(subject: Subject, dataset: Dataset) -> None:
    """Compute what the pages show first of a subject, and keep it among the shipped results.

    Of a run's snapshots only the map is kept: all else about them takes a second or two.
    """
    for name in subject.representations:
        evaluate_linear_probe(subject, dataset, representation=name, ship=True)
        evaluate_knn_probe(subject, dataset, representation=name, ship=True)
        if subject.kind == "pixels":
            # A probe of 3,072 features takes seconds, so the baseline is there for every number of labels.
            for count in LABEL_COUNTS:
                if count < len(dataset.train):
                    evaluate_linear_probe(subject, dataset, representation=name, num_labels=count, ship=True)
        if subject.kind != "pixels":
            evaluate_projection(subject, dataset, ProjectionSettings(representation=name), ship=True)
    if subject.kind != "pixels":
        evaluate_neighbours(subject, dataset, ProjectionSettings(), ship=True)
    if subject.run is not None:
        evaluate_gallery(subject, dataset, ship=True)
        for epoch in subject.snapshots:
            evaluate_projection(subject.at(epoch), dataset, ProjectionSettings(), ship=True)
    if subject.has_decoder:
        evaluate_reconstruction(subject, dataset, ship=True)
    _ship_diagnostics(subject, dataset)
    _ship_labs(subject, dataset)


def _ship_diagnostics(subject: Subject, dataset: Dataset) -> None:
    for name in subject.representations:
        evaluate_spectrum(subject, dataset, representation=name, ship=True)
        evaluate_invariance(subject, dataset, representation=name, ship=True)
        evaluate_style(subject, dataset, representation=name, ship=True)
    evaluate_label_curve(subject, dataset, ship=True)
    if not explain_absence(subject, "layers"):
        evaluate_layers(subject, dataset, ship=True)
    if not explain_absence(subject, "latents"):
        evaluate_latents(subject, dataset, ship=True)


def _ship_labs(subject: Subject, dataset: Dataset) -> None:
    for name in subject.representations:
        evaluate_pairs(subject, dataset, representation=name, ship=True)
        evaluate_uniformity(subject, dataset, representation=name, ship=True)
        if subject.run is not None:
            evaluate_image_classifier(subject, dataset, representation=name, ship=True)
            evaluate_profile(subject, dataset, representation=name, ship=True)
    if subject.run is not None:
        ship_image_bank(subject, dataset)
    if subject.name == FEATURE_SUBJECT:
        evaluate_floor(dataset, ship=True)
    if not subject.has_decoder:
        return
    evaluate_wall_variance(subject, dataset, ship=True)
    for kind in DENSITY_KINDS:
        evaluate_density(subject, dataset, kind, ship=True)
        evaluate_memorised(subject, dataset, kind, num=NUM_SHOWN, ship=True)
    for along in ALONG:
        evaluate_directions(subject, dataset, along=along, ship=True)
    for space in SPACES:
        evaluate_reference(subject, dataset, space=space, ship=True)
    for against in AGAINST:
        for kind in QUALITY_KINDS:
            evaluate_sample_quality(subject, dataset, kind, against=against, ship=True)
