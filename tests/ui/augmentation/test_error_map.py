import numpy as np

from aavae.ui.augmentation.error_map import FULL, colour_errors


def test_no_error_is_black_and_larger_errors_are_brighter_up_to_the_end_of_the_scale() -> None:
    differences = np.linspace(0, 1, 21)
    colours = colour_errors((differences**2)[None]).astype(np.float64)
    brightness = np.array([0.299, 0.587, 0.114]) @ colours[:, 0]
    inside = differences <= FULL
    assert (np.diff(brightness[inside]) > 0).all()
    assert brightness[0] < 5
    assert brightness[-1] > 200
    assert (colours[:, 0, differences > FULL] == colours[:, 0, -1:]).all()


def test_every_pixel_has_its_colour() -> None:
    errors = np.zeros((4, 6))
    errors[1, 2] = 1
    colours = colour_errors(errors)
    assert colours.shape == (3, 4, 6) and colours.dtype == np.uint8
    differs = (colours != colours[:, :1, :1]).any(0)
    assert np.argwhere(differs).tolist() == [[1, 2]]
