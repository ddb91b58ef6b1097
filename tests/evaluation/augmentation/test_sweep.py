import numpy as np
import pytest

from aavae.data.image_set import Dataset
from aavae.distortion import DISTORTIONS, strengthen
from aavae.errors import UserError
from aavae.evaluation.augmentation.distorted import evaluate_distorted
from aavae.evaluation.augmentation.sweep import evaluate_sweep
from aavae.evaluation.subject import find_subject
from tests.conftest import make_run


@pytest.mark.parametrize("name", DISTORTIONS)
def test_a_sweep_begins_with_the_image_as_it_is(name: str, tiny_dataset: Dataset) -> None:
    make_run("mine")
    image = tiny_dataset.test.images[3]
    sweep = evaluate_sweep(find_subject("mine"), tiny_dataset, image, name=name, image_id=3)
    assert len(sweep.strengths) == len(sweep.inputs) == len(sweep.reconstructions) == 16
    np.testing.assert_array_equal(sweep.inputs[0], image.astype(np.float32) / 255)
    assert sweep.cosines[0] == pytest.approx(1, abs=1e-5)
    assert sweep.ranks[0] == 0
    assert not sweep.changed[0]
    assert np.abs(sweep.inputs[-1] - sweep.inputs[0]).max() > 0.01


def test_each_step_is_that_strength_alone(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject, image = find_subject("mine"), tiny_dataset.test.images[3]
    sweep = evaluate_sweep(subject, tiny_dataset, image, name="blur", representation="mu", num_steps=5)
    np.testing.assert_allclose(sweep.strengths, [0, 0.25, 0.5, 0.75, 1])
    alone = evaluate_distorted(
        subject, tiny_dataset, image, distortions=[strengthen("blur", 0.75)], representation="mu"
    )
    np.testing.assert_allclose(sweep.cosines[3], alone.cosines[0], atol=1e-5)
    np.testing.assert_allclose(sweep.errors[3], alone.errors[0], rtol=1e-4)
    # Of an untrained encoder the centred representations are so small that rounding, which differs between
    # batches of different sizes, can swap neighbours.
    assert sweep.ranks[3] == pytest.approx(alone.ranks[0], abs=2)
    assert sweep.answer == alone.probabilities_before.argmax()
    assert sweep.probabilities[3] == pytest.approx(alone.probabilities[0, sweep.answer], abs=1e-4)
    assert sweep.changed[3] == (alone.probabilities[0].argmax() != sweep.answer)


def test_wrong_input_is_refused(tiny_dataset: Dataset) -> None:
    subject, image = find_subject("pixels"), tiny_dataset.test.images[3]
    with pytest.raises(UserError, match="at least 2"):
        evaluate_sweep(subject, tiny_dataset, image, name="blur", num_steps=1)
    with pytest.raises(UserError, match="no augmentation 'swirl'"):
        evaluate_sweep(subject, tiny_dataset, image, name="swirl")
