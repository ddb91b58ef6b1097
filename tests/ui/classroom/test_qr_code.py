import re

import numpy as np
import segno

from aavae.ui.classroom.qr_code import make_qr_code

LINK = "http://192.168.100.100:8501/class?class=BCFG"


def paint(svg: str) -> np.ndarray:
    """The modules of the code, without its quiet zone, from the lines that the picture draws."""
    (size,) = set(re.findall(r'viewBox="0 0 (\d+) \1"', svg))
    modules = np.zeros((int(size), int(size)), bool)
    (path,) = re.findall(r'stroke="#000" d="(.*?)"', svg)
    x, y = 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(number) for number in numbers.split()]
        if command == "h":
            modules[int(y), int(x) : int(x + values[0])] = True
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
    return modules[4:-4, 4:-4]


def test_it_draws_the_link_with_a_quiet_zone_and_words_for_it() -> None:
    svg = make_qr_code(LINK, "Code of <it>")
    assert svg.startswith('<svg role="img" ')
    assert "<title>Code of &lt;it&gt;</title>" in svg
    assert np.array_equal(paint(svg), np.array(segno.make_qr(LINK, error="m").matrix, bool))
    # In a dark theme, too, phones need dark on light.
    assert 'fill="#fff"' in svg
