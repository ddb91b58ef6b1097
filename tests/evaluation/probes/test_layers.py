import numpy as np
import pytest
import torch

from aavae.config import EncoderName, ModelConfig, RunConfig
from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.evaluation.probes.layers import compute_layer_features, evaluate_layers
from aavae.evaluation.probes.linear_probe import evaluate_linear_probe
from aavae.evaluation.subject import find_subject
from aavae.methods import MethodName
from aavae.models import Normalise, build_untrained_model
from aavae.nn.encoder import PatchEncoder
from tests.conftest import make_run


@pytest.mark.parametrize(
    ("encoder", "widths"),
    [
        ("patch", {"stem": 64, "stage 1": 64, "stage 2": 128, "stage 3": 256, "head": 512}),
        ("resnet18", {"stem": 64, "stage 1": 64, "stage 2": 128, "stage 3": 256, "head": 512}),
    ],
)
@pytest.mark.parametrize("method", ["vae", "simclr"])
def test_every_encoder_has_its_layers_from_the_image_to_the_head(
    encoder: EncoderName, widths: dict[str, int], method: MethodName, micro_dataset: Dataset
) -> None:
    model = build_untrained_model(
        RunConfig(method=method, model=ModelConfig(encoder=encoder, latent_dim=4)), Normalise()
    )
    features = compute_layer_features(model, micro_dataset.test.images[:5], batch_size=2)
    assert {name: values.shape for name, values in features.items()} == {
        name: (5, width) for name, width in widths.items()
    }
    assert list(features) == list(widths)
    assert not any(module._forward_hooks for module in model.modules())


@torch.inference_mode()
def test_features_are_the_layers_outputs_averaged_over_space(micro_dataset: Dataset) -> None:
    model = build_untrained_model(RunConfig(), Normalise())
    images = micro_dataset.test.images[:5]
    features = compute_layer_features(model, images)
    assert isinstance(model.encoder, PatchEncoder)
    maps = model.encoder.stem(torch.from_numpy(images).float() / 255)
    np.testing.assert_allclose(features["stem"], maps.mean((2, 3)), atol=1e-5)
    h = model.encode(torch.from_numpy(images).float() / 255).h
    np.testing.assert_allclose(features["head"], model.head.hidden(h), atol=1e-5)


def test_h_and_mu_score_as_on_the_probe_page_and_come_around_the_head(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    probes = evaluate_layers(subject, tiny_dataset)
    assert probes.names[-4:] == ("h", "head", "mu", "z")
    accuracies = dict(zip(probes.names, probes.accuracies, strict=True))
    for name in ("h", "mu"):
        assert accuracies[name] == evaluate_linear_probe(subject, tiny_dataset, representation=name).accuracy
    assert (probes.lows < probes.accuracies).all() and (probes.accuracies <= probes.highs).all()
    assert accuracies["stem"] > 0.2


@pytest.mark.parametrize("method", ["simclr", "ae"])
def test_a_model_without_noise_has_no_z(method: MethodName, tiny_dataset: Dataset) -> None:
    make_run("mine", method)
    assert evaluate_layers(find_subject("mine"), tiny_dataset).names[-1] == "mu"


def test_pixels_have_no_layers(tiny_dataset: Dataset) -> None:
    with pytest.raises(UserError, match="no layers"):
        evaluate_layers(find_subject("pixels"), tiny_dataset)
