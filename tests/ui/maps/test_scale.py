import re

import numpy as np

from aavae.ui.maps.scale import SCALE, to_steps


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_scale_grows_lighter_from_step_to_step() -> None:
    assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in SCALE)
    assert (np.diff([_luminance(colour) for colour in SCALE]) > 0).all()


def test_steps_keep_the_order_and_use_the_whole_scale() -> None:
    values = np.random.default_rng(0).normal(size=5_000).astype(np.float32)
    steps = to_steps(values, 32)
    assert steps.dtype == np.uint8
    assert (np.diff(steps[np.argsort(values)].astype(int)) >= 0).all()
    assert set(steps.tolist()) == set(range(32))


def test_one_odd_value_does_not_pale_the_others() -> None:
    values = np.append(np.linspace(0, 1, 999), 1e6)
    assert len(set(to_steps(values, 32).tolist())) == 32


def test_values_that_do_not_vary_and_no_values_at_all() -> None:
    assert to_steps(np.full(10, 3.0), 32).tolist() == [0] * 10
    assert to_steps(np.empty(0), 32).shape == (0,)
