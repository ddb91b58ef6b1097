from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aavae.api.images import load_images
from aavae.api.model import LoadedModel, find_model, load
from aavae.config import RunConfig
from aavae.data.image_set import to_uint8
from aavae.errors import UserError
from aavae.evaluation.reconstruct import reconstruct
from aavae.evaluation.representations import load_representations
from aavae.evaluation.subject import UNTRAINED_CONFIG, find_subject
from tests.conftest import make_imported_run, make_run, make_snapshots

IMAGES = np.random.default_rng(0).integers(0, 256, (5, 3, 32, 32), dtype=np.uint8)


@pytest.fixture(scope="module")
def aavae() -> LoadedModel:
    return load("aavae")


def test_a_model_says_what_it_is(aavae: LoadedModel) -> None:
    assert (aavae.name, aavae.title, aavae.has_decoder) == ("aavae", "AAVAE", True)
    assert isinstance(aavae.config, RunConfig)
    assert aavae.config.method == "aavae"
    assert aavae.representations == ("h", "mu", "z")
    assert repr(aavae) == "<model 'aavae': AAVAE>"


def test_a_model_is_found_by_name_epoch_and_directory() -> None:
    run = make_snapshots(make_run("mine"), 1)
    assert load("mine").name == "mine"
    assert load("mine@1").name == "mine@1"
    assert load(run.layout.path).name == load(str(run.layout.path)).name == "mine"
    assert load(Path(run.layout.path)).config == run.config
    assert load("untrained").config == UNTRAINED_CONFIG
    assert load("pixels").config is None


def test_a_model_is_meant_by_its_name_or_itself(aavae: LoadedModel) -> None:
    assert find_model(aavae) is aavae
    assert find_model("vae").name == "vae"


def test_what_is_no_model_is_a_sentence() -> None:
    with pytest.raises(UserError, match="There is no run 'nothing'; runs here: ae, vae"):
        load("nothing")
    for wrong in (None, 3, b"aavae", IMAGES):
        with pytest.raises(UserError, match="found by its name, such as 'aavae'"):
            load(wrong)  # pyright: ignore[reportArgumentType]
    make_run("bare").layout.weights.unlink()
    with pytest.raises(UserError, match="The weights of 'bare' are gone"):
        load("bare")


@pytest.mark.parametrize("representation", ["h", "mu"])
def test_what_is_encoded_is_what_the_analyses_see(representation: str) -> None:
    """To rounding: the batches are others."""
    make_run("mine")
    part = load_images(num_train=10, num_test=40)
    found = load("mine").encode(part.test.images, representation)  # pyright: ignore[reportArgumentType]
    expected = getattr(load_representations(find_subject("mine"), part, "test"), representation)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=1e-5, rtol=1e-4)


def test_pictures_are_encoded_as_their_array(aavae: LoadedModel) -> None:
    pictures = [Image.fromarray(image.transpose(1, 2, 0)) for image in IMAGES]
    assert (aavae.encode(pictures) == aavae.encode(IMAGES)).all()
    assert aavae.encode([Image.new("RGB", (300, 200))]).shape == (1, 512)
    assert load("pixels").encode([Image.new("RGB", (300, 200), "white")]).tolist() == [[1.0] * 3072]


def test_a_sample_follows_its_seed(aavae: LoadedModel) -> None:
    first, again, other = (aavae.encode(IMAGES, "z", seed=seed) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()
    assert (first != aavae.encode(IMAGES, "mu")).any()


def test_what_is_decoded_of_the_means_is_the_reconstruction(aavae: LoadedModel) -> None:
    found = aavae.reconstruct(IMAGES)
    assert (found.dtype, found.shape) == (np.uint8, IMAGES.shape)
    assert (found == to_uint8(reconstruct(find_subject("aavae"), IMAGES))).all()
    decoded = aavae.decode(aavae.encode(IMAGES, "mu"))
    assert np.abs(decoded.astype(int) - found).max() <= 1
    assert aavae.decode(np.zeros((2, 128))).shape == (2, 3, 32, 32)


def test_of_no_images_there_are_no_rows(aavae: LoadedModel) -> None:
    assert aavae.encode(IMAGES[:0]).shape == (0, 512)
    assert aavae.reconstruct(IMAGES[:0]).shape == (0, 3, 32, 32)
    assert aavae.decode(np.zeros((0, 128), np.float32)).shape == (0, 3, 32, 32)


@pytest.mark.parametrize("name", ["simclr", "untrained", "pixels"])
def test_a_model_without_a_decoder_says_so(name: str) -> None:
    model = load(name)
    assert not model.has_decoder
    for paint in (lambda: model.decode(np.zeros((1, 128))), lambda: model.reconstruct(IMAGES)):
        with pytest.raises(UserError, match=rf"^'{name}' has no decoder \(.+\): choose an autoencoder\.$"):
            paint()


@pytest.mark.parametrize(
    "latents",
    [np.zeros((1, 512)), np.zeros(128), np.zeros((1, 128), complex), np.zeros((1, 128), bool), [["a"] * 128]],
)
def test_latents_of_another_kind_are_a_sentence(aavae: LoadedModel, latents: np.ndarray) -> None:
    with pytest.raises(
        UserError, match=r"^Latents of 'aavae' are numbers of shape \(N, 128\), and these are"
    ):
        aavae.decode(latents)


def test_latents_are_finite(aavae: LoadedModel) -> None:
    for value in (np.nan, np.inf):
        with pytest.raises(UserError, match="NaN or infinity"):
            aavae.decode(np.full((1, 128), value))


def test_wrong_arguments_of_an_encoding_are_sentences(aavae: LoadedModel) -> None:
    with pytest.raises(UserError, match="give one of 'h', 'mu', 'z', not 'latent'"):
        aavae.encode(IMAGES, "latent")  # pyright: ignore[reportArgumentType]
    with pytest.raises(UserError, match="seed: give a whole number"):
        aavae.encode(IMAGES, "z", seed=-1)
    with pytest.raises(UserError, match="images of 32x32 pixels, and these have 16x16"):
        aavae.encode(IMAGES[:, :, :16, :16])
    with pytest.raises(UserError, match="'pixels' has no mu"):
        load("pixels").encode(IMAGES, "mu")


def test_a_model_of_other_software_is_one_too() -> None:
    run = make_imported_run("published")
    model = load("published")
    assert model.config == run.config
    assert model.decode(model.encode(IMAGES, "mu")).shape == IMAGES.shape
