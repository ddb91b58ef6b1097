"""The similarity lab: pairs of augmented views by several measures, and the pairs themselves."""

from aavae.ui.similarity.choices import choose_comparison, choose_more_models
from aavae.ui.similarity.page import render_similarity

__all__ = ["choose_comparison", "choose_more_models", "render_similarity"]
