import subprocess
import sys

import pytest
import torch

from aavae.evaluation.subject import UNTRAINED_CONFIG
from aavae.models import Normalise, build_untrained_model
from aavae.nn.design import DESIGN

# What design 1 makes of one image: the norms of h, mu and log_var.
NORMS = {
    32: (0.219082, 0.135822, 0.129997),
    48: (0.239082, 0.136622, 0.131158),
    64: (0.097106, 0.121456, 0.116087),
    96: (0.136026, 0.122338, 0.124137),
    128: (0.097503, 0.127989, 0.124309),
}


@pytest.mark.parametrize("size", NORMS)
def test_a_network_that_answers_otherwise_has_another_number(size: int) -> None:
    model = UNTRAINED_CONFIG.model.model_copy(update={"image_size": size})
    network = build_untrained_model(UNTRAINED_CONFIG.model_copy(update={"model": model}), Normalise())
    image = torch.linspace(0, 1, 3 * size * size).reshape(1, 3, size, size)
    with torch.inference_mode():
        posterior = network.encode(image)
    assert posterior.log_var is not None
    norms = [part.norm().item() for part in (posterior.h, posterior.mu, posterior.log_var)]
    assert (DESIGN, norms) == (1, pytest.approx(NORMS[size], rel=1e-3)), (
        "raise DESIGN, note the new norms here, and `evaluate untrained --ship` again"
    )


def test_the_number_needs_no_torch() -> None:
    script = "import sys, aavae.nn.design; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)
