import numpy as np

from aavae.evaluation.generation.directions import Traversal
from aavae.ui.generation.directions import describe_step


def make_traversal(dimension: int) -> Traversal:
    nothing = np.empty(0)
    return Traversal(
        offsets=nothing,
        latents=nothing,
        images=nothing,
        share=0.234,
        deviation=1.0,
        dimension=dimension,
        change=0.5,
    )


def test_shares_are_in_percent_and_only_single_latents_have_a_number() -> None:
    assert describe_step(make_traversal(-1)).startswith("23 % of the variance")
    assert describe_step(make_traversal(7)).startswith("latent 7, 23 %")
    assert describe_step(make_traversal(7)).endswith("changes by 0.50")
