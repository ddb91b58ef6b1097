"""Similarity: does a model know that two views are the same image?"""

from aavae.language import N_
from aavae.ui import frame

with frame.page(
    N_("Similarity"),
    N_(
        "Each [histogram](term:histogram) shows how alike two [augmented](term:augmentation) "
        "[views](term:view) are: of **the same image**, and of **different images**. Look for how far the "
        "two part: a model that ignores the augmentation tells them apart ([AUC](term:auc) near 1), one that "
        "encodes it does not (AUC near 0.5)."
    ),
    outline=(
        N_("The images, the models and the augmentations"),
        N_("Histograms: comparing pairs of two views of 2,000 images"),
        N_("What the numbers say"),
    ),
):
    from aavae.ui.controls.controls import choose_dataset, choose_two_models
    from aavae.ui.similarity import choose_comparison, choose_more_models, render_similarity

    dataset = choose_dataset()
    subjects = [subject for subject in choose_two_models(dataset, needs_encoder=True) if subject is not None]
    subjects += choose_more_models(subjects, dataset)
    render_similarity(subjects, dataset, choose_comparison(dataset))
