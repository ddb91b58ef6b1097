import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch

from aavae.config import ImportedConfig, ReferenceModelConfig, RunConfig
from aavae.errors import UserError
from aavae.foreign.reference_checkpoint import ImportedModel, import_reference_checkpoint
from aavae.models import Autoencoder, compute_z
from aavae.paths import runs_dir
from aavae.runs.model import load_model
from aavae.runs.registry import create_run, find_run, list_damaged_runs, list_runs
from tests.foreign.reference_file import (
    CIFAR10,
    LABELS,
    STL10,
    Weights,
    decode,
    draw_weights,
    encode,
    list_shapes,
    make_content,
    sample,
    write_checkpoint,
)

AT_96 = {"input_height": 96, "dataset": "stl10", "first_conv3x3": False, "gaussian_blur": True}


@pytest.fixture(autouse=True)
def no_shipped_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(tmp_path / "checkpoints"))


def import_weights(tmp_path: Path, weights: Weights, **labels: Any) -> ImportedModel:
    path = write_checkpoint(tmp_path / "reference.ckpt", make_content(weights, **labels))
    return import_reference_checkpoint(path, "paper")


def load(name: str = "paper") -> Autoencoder:
    model = load_model(find_run(name))
    assert isinstance(model, Autoencoder)
    return model


@pytest.mark.parametrize(
    ("design", "labels"),
    [
        ({}, {}),
        ({"stem": 7}, AT_96),
        ({"decoder": "decoder34", "latents": 8}, {}),
        ({"encoder": "resnet50", "decoder": "decoder50", "latents": 128}, {}),
    ],
    ids=["32", "96", "decoder34", "resnet50"],
)
@torch.inference_mode()
def test_it_computes_what_the_reference_computes(
    tmp_path: Path, design: dict[str, Any], labels: dict[str, Any]
) -> None:
    weights = draw_weights(**design)
    import_weights(tmp_path, weights, **labels)
    model, size = load(), 96 if labels else 32
    mean, std = (torch.tensor(v, dtype=torch.float64)[:, None, None] for v in (STL10 if labels else CIFAR10))
    exact = {name: value.double() for name, value in weights.items()}
    images = torch.rand(3, 3, size, size, generator=torch.Generator().manual_seed(1))

    h, mu, log_var = encode(exact, (images.double() - mean) / std)
    assert log_var is not None
    posterior = model.encode(images)
    assert posterior.log_var is not None
    torch.testing.assert_close(posterior.h.double(), h, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(posterior.mu.double(), mu, rtol=1e-5, atol=1e-5)
    # Beyond what our own head would bound, and where the least sigma shows.
    assert log_var.min() < -30
    assert log_var.max() > 12

    noise = torch.randn(mu.shape, generator=torch.Generator().manual_seed(2))
    z = compute_z(posterior, noise)
    # exp() multiplies what rounding leaves of log_var.
    torch.testing.assert_close(z.double(), sample(mu, log_var, noise.double()), rtol=1e-4, atol=1e-5)

    latents = torch.randn(mu.shape, generator=torch.Generator().manual_seed(3))
    painted = decode(exact, latents.double(), size)
    assert painted.shape == images.shape
    torch.testing.assert_close(model.decoder(latents).double(), painted, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(
        model.decode(latents).double(), (painted * std + mean).clamp(0, 1), rtol=1e-5, atol=1e-5
    )
    assert painted.std() > 0.01


@torch.inference_mode()
def test_an_ae_has_no_log_var(tmp_path: Path) -> None:
    weights = draw_weights(head="ae")
    model, notes = import_weights(tmp_path, weights, denoising=False)
    assert "is an AE" in notes[0]
    assert (model.config.method, model.config.beta) == ("ae", None)
    images = torch.rand(2, 3, 32, 32)
    posterior = load().encode(images)
    exact = {name: value.double() for name, value in weights.items()}
    mean, std = (torch.tensor(v, dtype=torch.float64)[:, None, None] for v in CIFAR10)
    _, mu, _ = encode(exact, (images.double() - mean) / std)
    torch.testing.assert_close(posterior.mu.double(), mu, rtol=1e-5, atol=1e-5)
    assert posterior.log_var is None
    assert torch.equal(compute_z(posterior, torch.ones_like(posterior.mu)), posterior.mu)


def test_the_run_says_what_it_is_and_where_it_comes_from(tmp_path: Path) -> None:
    weights = draw_weights()
    weights |= {"online_finetuner.weight": torch.zeros(10, 512), "online_finetuner.bias": torch.zeros(10)}
    run, notes = import_weights(tmp_path, weights, gpus=2, jitter_strength=0.7, online_ft=True)
    assert notes == [
        "It is an AAVAE, as its kl_coeff and denoising say.",
        "Its shapes are those of resnet18 and decoder18 with 16 latents, for CIFAR-10 at 32 pixels.",
        "The linear probe that was trained along ('online_finetuner') is left out.",
    ]
    found = find_run("paper")
    assert found == run
    config = found.config
    assert isinstance(config, ImportedConfig)
    assert config.model == ReferenceModelConfig(
        encoder="resnet18", decoder="decoder18", head="gaussian", latent_dim=16, image_size=32
    )
    assert (config.method, config.beta, config.data, config.seed) == ("aavae", 0, "cifar10", 42)
    assert (config.num_epochs, config.batch_size, config.recalibrate) == (3_200, 512, False)
    assert (config.augment.jitter_strength, config.augment.blur_probability) == (0.7, 0)
    assert (config.optim.optimizer, config.optim.schedule, config.optim.warmup_epochs) == (
        "adamw",
        "constant",
        10,
    )
    origin = found.origin
    assert origin is not None
    assert (origin.implementation, origin.file, origin.step) == ("reference", "reference.ckpt", 563_200)
    assert origin.lightning == "1.4.7"
    expected = {**LABELS, "gpus": 2, "jitter_strength": 0.7, "online_ft": True}
    del expected["data_path"], expected["ckpt_path"]
    assert origin.labels == expected
    assert "someone" not in found.layout.config.read_text()
    assert (found.status.state, found.status.epoch, found.metrics) == ("finished", 3_200, [])
    assert (tmp_path / "reference.ckpt").is_file()


@pytest.mark.parametrize(
    ("labels", "method", "beta", "words"),
    [
        ({"denoising": False, "kl_coeff": 0.1}, "vae", 0.1, "VAE with a KL term of weight 0.1"),
        ({"denoising": True, "kl_coeff": 0.1}, "aavae", 0.1, "denoising VAE"),
        ({"denoising": False, "kl_coeff": 0}, "vae", 0, "stochastic AE"),
    ],
)
def test_the_kl_weight_and_denoising_decide_the_method(
    tmp_path: Path, labels: dict[str, Any], method: str, beta: float, words: str
) -> None:
    run, notes = import_weights(tmp_path, draw_weights(latents=2), **labels)
    assert (run.config.method, run.config.switches.beta) == (method, beta)
    assert run.config.switches.augment == labels["denoising"]
    assert words in notes[0]


def test_a_file_of_a_gpu_with_everything_in_it_is_read(tmp_path: Path) -> None:
    """With Adam's moments; and written where the weights lay on a GPU, as all published ones were."""
    weights = draw_weights(latents=2)
    path = write_checkpoint(tmp_path / "cpu.ckpt", make_content(weights, with_adam=True))
    content = path.read_bytes()
    import_reference_checkpoint(path, "from-cpu")
    moved = tmp_path / "gpu.ckpt"
    _move_to_gpu(content, moved)
    import_reference_checkpoint(moved, "from-gpu")
    assert (
        find_run("from-cpu").layout.weights.read_bytes() == find_run("from-gpu").layout.weights.read_bytes()
    )


def _move_to_gpu(content: bytes, path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("data.pkl"):
                # A short text of a pickle: its opcode, its length, itself.
                assert b"X\x03\x00\x00\x00cpu" in data
                data = data.replace(b"X\x03\x00\x00\x00cpu", b"X\x06\x00\x00\x00cuda:0")
            new.writestr(name, data)


def test_a_taken_name_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    create_run("paper", RunConfig())
    with pytest.raises(UserError, match="There is a run 'paper' already"):
        import_reference_checkpoint(tmp_path / "nowhere.ckpt", "paper")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"encoder.bn1.bias": torch.full((64,), torch.nan)}, "'encoder.bn1.bias' is not finite"),
        (
            {"projection.logvar.weight": torch.full((2, 512), torch.inf)},
            "'projection.logvar.weight' is not f",
        ),
    ],
)
def test_nothing_is_left_of_weights_that_are_not_finite(
    tmp_path: Path, change: Weights, message: str
) -> None:
    with pytest.raises(UserError, match=message):
        import_weights(tmp_path, draw_weights(latents=2) | change)
    assert not list_runs()
    assert not list_damaged_runs()
    assert not runs_dir().exists() or not list(runs_dir().iterdir())


def test_nothing_is_left_where_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("aavae.foreign.reference_checkpoint.save_weights", fail)
    with pytest.raises(UserError, match=r"cannot be made \(No space left on device\): free some space"):
        import_weights(tmp_path, draw_weights(latents=2))
    assert not list(runs_dir().iterdir())


def test_its_configuration_survives_as_json(tmp_path: Path) -> None:
    run, _ = import_weights(tmp_path, draw_weights(latents=2), num_samples=float("nan"), note="x" * 1000)
    values = json.loads(run.layout.config.read_text())
    assert values["model"]["decoder"] == "decoder18"
    assert "num_samples" not in values["origin"]["labels"]
    assert len(values["origin"]["labels"]["note"]) == 200
    assert find_run("paper").config == run.config


def test_the_writer_has_the_documented_number_of_tensors() -> None:
    names = list(list_shapes("resnet50", "decoder50", latents=128))
    counts = [
        sum(name.startswith(part) for name in names) for part in ("encoder.", "decoder.", "projection.")
    ]
    assert counts == [318, 114, 9]
    assert len(names) == 442
    assert len(LABELS) == 33


def test_texts_that_are_no_unicode_are_mended_or_said(tmp_path: Path) -> None:
    """A file system may have any bytes as a name, and a pickle any text."""
    run, _ = import_weights(tmp_path, draw_weights(latents=2), note="a\udce9b")
    assert run.origin is not None
    assert run.origin.labels["note"] == "a?b"
    assert find_run("paper") == run
    path = (tmp_path / "reference.ckpt").rename(tmp_path / os.fsdecode(b"caf\xe9.ckpt"))
    with pytest.raises(UserError, match=r"a name that is not UTF-8, which PyTorch cannot open: rename it"):
        import_reference_checkpoint(path, "other")
