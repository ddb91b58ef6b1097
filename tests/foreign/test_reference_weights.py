from typing import Any

import pytest
import torch

from aavae.errors import UserError
from aavae.foreign.reference_weights import ReferenceDesign, find_design, translate_weights
from aavae.models import Normalise
from tests.foreign.reference_file import DECODERS, Weights, draw_weights, list_shapes


def draw_shapes(**design: Any) -> Weights:
    """Weights that have shapes and no numbers."""
    return {name: torch.empty(shape, device="meta") for name, shape in list_shapes(**design).items()}


def set_shape(name: str, *shape: int) -> Weights:
    return {name: torch.empty(shape, device="meta")}


@pytest.mark.parametrize("decoder", DECODERS)
@pytest.mark.parametrize("encoder", ["resnet18", "resnet50"])
@pytest.mark.parametrize("head", ["vae", "ae"])
def test_names_and_shapes_tell_the_networks(encoder: str, decoder: str, head: str) -> None:
    found = find_design(draw_shapes(encoder=encoder, decoder=decoder, stem=7, latents=5, head=head))
    assert found == (encoder, decoder, head == "vae", 7, 5)
    assert found.make_config(96).head == ("gaussian" if head == "vae" else "deterministic")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (set_shape("projection.mu_bn.weight", 16), r"batch norm of mu \('projection\.mu_bn'\)"),
        (
            set_shape("decoder.bn1.running_mean", 8),
            r"decoder has batch norm \('decoder\.bn1\.running_mean'\)",
        ),
        (set_shape("encoder.conv1.weight", 128, 3, 3, 3), "has 128 channels, not 64: ResNets of twice"),
        (set_shape("encoder.conv1.weight", 64, 3, 5, 5), "is 64x3x5x5: 3x3 or 7x7 on three"),
        (set_shape("encoder.conv1.weight", 64), "is 64: 3x3 or 7x7"),
        (set_shape("encoder.conv1.weight", 64, 1, 3, 3), "is 64x1x3x3: 3x3 or 7x7"),
        (set_shape("encoder.layer1.2.conv1.weight", 64, 64, 3, 3), "encoder has stages of 3, 2, 2, 2 basic"),
        (set_shape("decoder.layer3.2.conv1.weight", 64, 64, 3, 3), "decoder has stages of 2, 2, 3, 2 basic"),
        (set_shape("decoder.layer1.0.conv3.weight", 64, 64, 1, 1), "2, 2, 2, 2 bottlenecks: supported are"),
        (set_shape("projection.mu.weight", 5000, 512), "latents have 5000 numbers"),
        (set_shape("projection.mu.weight"), "latents have 0 numbers"),
        (
            set_shape("feature_decoder.0.weight", 2, 2),
            "'feature_decoder.0.weight' is none of the reference's",
        ),
        (set_shape("model.conv1.weight", 2, 2), "'model.conv1.weight' is none of the reference's"),
        ({"log_scale": 1.0}, "something else than tensors"),
        ({3: torch.zeros(1)}, "something else than tensors"),
    ],
)
def test_other_networks_are_refused_by_what_does_not_fit(change: Any, message: str) -> None:
    with pytest.raises(UserError, match=message):
        find_design(draw_shapes() | change)


@pytest.mark.parametrize("part", ["encoder", "decoder", "projection"])
def test_a_part_that_is_missing_is_named(part: str) -> None:
    weights = {name: value for name, value in draw_shapes().items() if not name.startswith(part)}
    with pytest.raises(UserError, match=f"It has no {part}: it is no VAE or AE"):
        find_design(weights)


def test_an_older_projection_is_refused() -> None:
    weights = {
        n: v for n, v in draw_shapes().items() if not n.startswith(("projection.mu", "projection.log"))
    }
    with pytest.raises(UserError, match=r"neither 'mu' nor 'projection_head\.3'.* ProjectionEncoder"):
        find_design(weights)
    with pytest.raises(UserError, match="It has no encoder"):
        find_design({})


@pytest.fixture(scope="module")
def weights() -> Weights:
    return draw_weights(latents=2)


def translate(weights: Weights) -> Weights:
    design = find_design(weights)
    assert design == ReferenceDesign("resnet18", "decoder18", True, 3, 2)
    return translate_weights(weights, design.make_config(32), Normalise(torch.full((3,), 0.5)))


def test_weights_and_statistics_of_channels_have_our_names(weights: Weights) -> None:
    translated = translate(weights | {"online_finetuner.bias": torch.zeros(10)})
    assert len(translated) == len(weights) - 1 + 2  # without log_scale, with the statistics
    assert translated["encoder.resnet.bn1.bias"] is weights["encoder.bn1.bias"]
    assert translated["head.log_var.weight"] is weights["projection.logvar.weight"]
    assert translated["normalise.mean"].flatten().tolist() == [0.5] * 3
    assert translated["encoder.resnet.bn1.num_batches_tracked"] == 7


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"encoder.layer4.1.bn2.bias": torch.zeros(3)},
            r"'encoder\.layer4\.1\.bn2\.bias' is 3 of float32, and 5",
        ),
        (
            {"encoder.bn1.bias": torch.zeros(64, dtype=torch.int8)},
            "is 64 of int8, and 64 of float32 is expected",
        ),
        ({"decoder.linear_projection1.weight": torch.zeros(2048, 2)}, "is 2048x2 of float32, and 512x2"),
        (
            {"encoder.fc.weight": torch.zeros(10, 512)},
            r"'encoder\.fc\.weight' is not of a resnet18 with decoder",
        ),
        (
            {"projection.first_layer.1.running_var": None},
            r"'projection\.first_layer\.1\.running_var' is missing",
        ),
        ({"decoder.conv1.bias": torch.full((512,), torch.nan)}, r"'decoder\.conv1\.bias' is not finite"),
    ],
)
def test_wrong_weights_are_refused_by_their_names(weights: Weights, change: Any, message: str) -> None:
    changed = {name: value for name, value in (weights | change).items() if value is not None}
    with pytest.raises(UserError, match=message):
        translate(changed)


def test_a_tensor_of_a_few_numbers_that_claims_to_be_huge_is_refused_by_its_shape(weights: Weights) -> None:
    huge = torch.zeros(1).expand(1_000_000, 1_000_000)
    with pytest.raises(UserError, match="is 1000000x1000000 of float32"):
        translate(weights | {"decoder.conv1.weight": huge})


def test_half_precision_becomes_32_bits(weights: Weights) -> None:
    translated = translate(weights | {"encoder.bn1.bias": weights["encoder.bn1.bias"].half()})
    assert translated["encoder.resnet.bn1.bias"].dtype == torch.float32
