from aavae.data.image_set import Dataset
from aavae.evaluation.feature_key import FeatureKey
from aavae.evaluation.subject import find_subject
from tests.conftest import draw_dataset, make_run


def test_keys_are_equal_for_the_same_weights_images_and_representation(tiny_dataset: Dataset) -> None:
    run, other = make_run("mine"), make_run("other", seed=1)
    mine = find_subject("mine")
    key = FeatureKey(mine, tiny_dataset, "h")
    assert key == FeatureKey(mine, draw_dataset(320, 100), "h")
    assert hash(key) == hash(FeatureKey(mine, tiny_dataset, "h"))
    assert key != FeatureKey(mine, tiny_dataset, "mu")
    assert key != FeatureKey(mine, draw_dataset(64, 20), "h")
    assert key != FeatureKey(find_subject("other"), tiny_dataset, "h")
    run.layout.weights.write_bytes(other.layout.weights.read_bytes())
    assert key != FeatureKey(find_subject("mine"), tiny_dataset, "h")
