import re

import numpy as np
import pytest

from aavae.runs.epoch_samples import read_epoch_samples, save_epoch_samples
from aavae.ui.live.epoch_samples import make_epoch_samples
from aavae.ui.live.watched import find_watched, locate
from tests.ui.live.runs import finish_epoch, start_run


def draw(*names: str) -> str:
    return make_epoch_samples(find_watched(locate(names))[0])


def read_titles(text: str) -> list[str]:
    return [re.sub("<.*?>", "", title) for title in re.findall(r'"pictures-title">(.*?)</div>', text)]


def test_originals_and_inputs_of_one_data_set_are_shown_once() -> None:
    for name in ("a", "b"):
        finish_epoch(start_run(name), 3)
    text = draw("a", "b")
    assert read_titles(text) == ["Original", "What the encoder sees", "a after epoch 3", "b after epoch 3"]
    assert text.count("<img") == 4 * 8


def test_runs_on_other_images_have_originals_of_their_own() -> None:
    start_run("a")
    other = start_run("b")
    samples = read_epoch_samples(other.layout.samples)
    assert samples is not None
    save_epoch_samples(
        samples._replace(originals=samples.originals[:4], inputs=samples.inputs[:4]), other.layout.samples
    )
    common = ["Original", "What the encoder sees"]
    assert read_titles(draw("a", "b")) == [*common, "a untrained", *common, "b untrained"]


def test_simclr_has_histograms_and_says_that_it_has_no_decoder() -> None:
    finish_epoch(start_run("s", "simclr"), 3)
    text = draw("s")
    assert "s has no decoder" in text
    assert read_titles(text) == ["Original", "What the encoder sees"]
    assert text.count('<figure class="svg-plot"') == 1


def test_histograms_share_their_axes_and_say_the_auc() -> None:
    for name, epoch in (("a", 1), ("b", 9)):
        finish_epoch(start_run(name), epoch)
    heights = []
    for name in ("a", "b"):
        samples = read_epoch_samples(find_watched(locate([name]))[0][0].run.layout.samples)
        assert samples is not None
        assert f"AUC {samples.auc:.2f}" in draw(name)
        heights.append(np.histogram(samples.same, 80, (-1, 1))[0].max())
    # The series of `same` comes second in each plot; y counts from the top.
    tops = []
    for series in re.findall(r'<g class="series">.*?</g>', draw("a", "b"))[1::2]:
        outline = re.findall(r'class="line" d="([^"]*)"', series)[0]
        tops.append(1000 - min(float(y) for y in re.findall(r" ([\d.]+)", outline)))
    assert tops[0] / tops[1] == pytest.approx(heights[0] / heights[1], rel=0.01)


def test_a_run_without_readable_samples_is_a_remark() -> None:
    start_run("a").layout.samples.write_bytes(b"torn")
    assert draw("a").count("There are no samples of a: ") == 1
