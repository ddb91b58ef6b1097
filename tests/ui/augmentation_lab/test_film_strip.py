import re

import numpy as np

from aavae.ui.augmentation_lab.film_strip import StripRow, make_film_strip


def test_every_row_has_every_step_in_order_and_words() -> None:
    rows = [StripRow("seen", np.zeros((5, 3, 4, 4), np.uint8)), StripRow("VAE", np.ones((5, 3, 4, 4)))]
    html = make_film_strip(rows, [f"{step} %" for step in range(5)])
    places = re.findall(r"background-position: ([0-9.]+)% 0%", html)
    assert places == ["0", "25", "50", "75", "100"] * 2
    assert re.findall(r'aria-label="([^"]*), step', html) == ["seen", "VAE"]
    assert re.findall("<span>(.*?)</span>", html) == ["0 %", "1 %", "2 %", "3 %", "4 %"]
    assert html.count("data:image/png") == 2


def test_hostile_names_become_text() -> None:
    html = make_film_strip([StripRow('"><script>', np.zeros((2, 3, 4, 4)))], ["<b>", ""])
    assert "<script>" not in html and "<b>" not in html
