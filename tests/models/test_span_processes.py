import json
from pathlib import Path

import pytest
import torch
from torch.nn.modules.batchnorm import _BatchNorm

from aavae.config import ModelConfig, RunConfig
from aavae.methods import METHODS, MethodName
from aavae.models import Normalise, SimCLR, build_untrained_model, span_processes
from aavae.nn.batch_norm import GlobalBatchNorm
from aavae.nn.patch_features import NUM_FEATURES
from aavae.train.state import load_weights
from tests.processes import ROOT

SHIPPED = sorted((ROOT / "checkpoints").glob("*/model.safetensors.gz"))
assert SHIPPED


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_shipped_weights_load_into_a_model_that_spans_processes(path: Path) -> None:
    config = RunConfig.model_validate(json.loads((path.parent / "config.json").read_text()))
    model = build_untrained_model(config, Normalise())
    span_processes(model)
    model.load_state_dict(load_weights(path))


@pytest.mark.parametrize("method", METHODS)
def test_every_batch_norm_and_simclr_s_loss_span_processes_from_then_on(method: MethodName) -> None:
    model = build_untrained_model(RunConfig(method=method), Normalise())
    norms = [name for name, module in model.named_modules() if isinstance(module, _BatchNorm)]
    assert norms
    span_processes(model)
    modules = dict(model.named_modules())
    assert [name for name in norms if not isinstance(modules[name], GlobalBatchNorm)] == []
    assert not isinstance(model, SimCLR) or model.spans_processes


@pytest.mark.parametrize("method", METHODS)
def test_in_one_process_it_changes_no_bit(method: MethodName) -> None:
    config = RunConfig(method=method, model=ModelConfig(latent_dim=8))
    views = list(torch.rand(2, 5, 3, 32, 32, generator=torch.Generator().manual_seed(0)))
    features = torch.rand(5, NUM_FEATURES)
    results = []
    for spans in (False, True):
        model = build_untrained_model(config, Normalise())
        if spans:
            span_processes(model)
        outputs = model.train()(views[0], views[: model.num_views], lambda: torch.ones(5, 8), features)
        outputs["loss"].backward()
        gradients = {name: p.grad for name, p in model.named_parameters() if p.grad is not None}
        assert gradients
        statistics = {f"buffer {name}": buffer for name, buffer in model.named_buffers()}
        results.append({**gradients, **statistics, "loss": outputs["loss"]})
    usual, spanning = results
    assert usual.keys() == spanning.keys()
    assert all(torch.equal(usual[name], spanning[name]) for name in usual)
