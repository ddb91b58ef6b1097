import itertools

import pytest
import torch

from aavae.config import AugmentConfig, RunConfig
from aavae.methods import METHODS, MethodName
from aavae.presets import apply_preset, list_presets
from aavae.train.optim import build_optimizers, compute_learning_rate_factor


def count_images(config: RunConfig) -> int:
    return config.num_epochs * {"bundled": 10_000, "cifar10": 50_000}[config.data]


@pytest.mark.parametrize("names", [("bundled",), ("bundled", "cifar10")])
def test_each_preset_sees_more_images_than_the_one_before_it(names: tuple[str, ...]) -> None:
    presets = list_presets(names)
    assert [preset.name for preset in presets] == ["minutes", "hour", "paper"]
    assert all(
        count_images(slower.config) > 10 * count_images(faster.config)
        for faster, slower in itertools.pairwise(presets)
    )


def test_an_hour_is_as_many_images_whether_or_not_cifar10_is_there() -> None:
    hours = [list_presets(names)[1] for names in (("bundled",), ("bundled", "cifar10"))]
    assert [hour.config.data for hour in hours] == ["bundled", "cifar10"]
    assert count_images(hours[0].config) == count_images(hours[1].config)


@pytest.mark.parametrize("names", [("bundled",), ("bundled", "cifar10")])
def test_a_preset_is_available_where_its_images_are(names: tuple[str, ...]) -> None:
    for preset in list_presets(names):
        assert preset.is_available == (preset.config.data in names)
    assert "imported first" in list_presets(("bundled",))[2].description


def test_the_paper_s_run_is_adam_at_a_constant_rate_after_ten_epochs() -> None:
    config = list_presets(("bundled", "cifar10"))[2].config
    assert (config.model.encoder, config.model.latent_dim) == ("resnet50", 128)
    assert (config.batch_size, config.num_epochs, config.data) == (256, 3_200, "cifar10")
    assert config.augment == AugmentConfig()
    (parameter,) = torch.nn.Linear(1, 1, bias=False).parameters()
    (ours,) = build_optimizers(torch.nn.ParameterList([parameter]), config.optim)
    other = parameter.detach().clone().requires_grad_()
    adam = torch.optim.Adam([other], lr=2.5e-4, fused=True)
    for _ in range(3):
        for weight, optimizer in ((parameter, ours), (other, adam)):
            weight.grad = torch.full_like(weight, 0.5)
            optimizer.step()
    assert torch.equal(parameter, other)
    factors = [compute_learning_rate_factor(config.optim, step, 32_000, 10) for step in (0, 99, 100, 31_999)]
    assert factors == [0.01, 1, 1, 1]


@pytest.mark.parametrize("method", METHODS)
def test_applying_a_preset_keeps_what_a_person_asked(method: MethodName) -> None:
    beta = None if METHODS[method].contrastive else 0.5
    features = None if METHODS[method].contrastive else 2.0
    mine = RunConfig(method=method, beta=beta, features=features, temperature=0.1, seed=7, batch_size=2)
    for preset in list_presets(("bundled", "cifar10")):
        config = apply_preset(preset, mine)
        asked = {"method": method, "beta": beta, "features": features, "temperature": 0.1, "seed": 7}
        assert config.model_dump(include={*asked}) == asked
        assert config.model_dump(exclude={*asked}) == preset.config.model_dump(exclude={*asked})
        assert RunConfig.model_validate_json(config.model_dump_json()) == config
