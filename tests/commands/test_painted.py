import numpy as np

from aavae.commands.painted import lay_out


def test_images_are_laid_out_row_by_row_with_nothing_between_them() -> None:
    images = np.stack([np.full((3, 2, 2), value, np.float32) for value in (0, 0.5, 1)])
    pixels = np.asarray(lay_out(images, 2))
    # Two rows and two columns of two pixels and a gap of one, each pixel four wide.
    assert pixels.shape == (20, 20, 4)
    assert pixels[0, 0].tolist() == [0, 0, 0, 255]
    assert pixels[0, 19].tolist() == [128, 128, 128, 255]
    assert pixels[19, 0].tolist() == [255, 255, 255, 255]
    assert pixels[9, 9, 3] == pixels[19, 19, 3] == 0
