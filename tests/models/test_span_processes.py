import json
from pathlib import Path

import pytest
import torch

from aavae.config import ModelConfig, RunConfig
from aavae.methods import METHODS, MethodName
from aavae.models import Normalise, build_untrained_model, span_processes
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
        results.append({name: p.grad for name, p in model.named_parameters() if p.grad is not None})
    usual, spanning = results
    assert usual.keys() == spanning.keys()
    assert all(torch.equal(usual[name], spanning[name]) for name in usual)
