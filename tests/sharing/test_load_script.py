"""Exactly the `load.py` of an export, where torch and safetensors are alone, beside the product's model."""

import json
from pathlib import Path

import pytest
import torch

from aavae.models import Autoencoder
from aavae.sharing.load_script import make_load_script
from aavae.train.state import save_weights
from tests.sharing.bare import list_needed, make_bare_packages, run_bare
from tests.sharing.exported import DESIGNS, load_subject, make_subject

Parts = dict[str, torch.Tensor]
PRODUCT = ("aavae", "numpy", "torchvision", "streamlit", "onnx", "onnxruntime", "pydantic", "PIL")


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_bare_packages(tmp_path_factory.mktemp("bare") / "packages")


def test_the_bare_environment_has_torch_and_safetensors_alone(packages: Path, tmp_path: Path) -> None:
    code = (
        "import importlib.util, json, torch, safetensors\n"
        f"names = {PRODUCT!r}\n"
        "print(json.dumps([name for name in names if importlib.util.find_spec(name)]))\n"
        "print(torch.__file__)\n"
    )
    found, place = run_bare(packages, code, tmp_path).splitlines()
    assert json.loads(found) == []
    assert Path(place).is_relative_to(packages)
    assert "torchvision" not in list_needed(("torch", "safetensors"))


# safetensors needs numpy to save, and says so nowhere: what was made goes back in torch's own form.
USE = """
import importlib, os, pathlib, sys
import torch
for folder in sorted(path.parent for path in pathlib.Path().absolute().glob("*/load.py")):
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    load = importlib.import_module("load")
    given = torch.load("given.pt")
    parts = dict(zip(("h", "mu", "log_var"), load.encode(given["images"])))
    made = {name: part for name, part in parts.items() if part is not None}
    if hasattr(load, "decode"):
        made["decoded"] = load.decode(given["latents"])
    torch.save(made, "made.pt")
    sys.path.remove(str(folder))
    del sys.modules["load"]
"""
"""Each script in its own folder, one after the other: to start a Python with torch takes seconds."""


def export(design: str, folder: Path) -> Parts:
    """Write a design's script, its weights and what it is given; returns what the product makes of that."""
    subject = make_subject(design, folder)
    assert subject.run is not None
    model, config = load_subject(subject), subject.run.config.model
    save_weights(model.state_dict(), folder / "model.safetensors")
    script = make_load_script(model, subject.title, config.image_size, config.latent_dim)
    (folder / "load.py").write_text(script)

    generator = torch.Generator().manual_seed(0)
    images = torch.rand(3, 3, config.image_size, config.image_size, generator=generator)
    latents = torch.randn(3, config.latent_dim, generator=generator)
    torch.save({"images": images, "latents": latents}, folder / "given.pt")
    with torch.inference_mode():
        parts: dict[str, torch.Tensor | None] = {**model.encode(images)._asdict()}
        if isinstance(model, Autoencoder):
            parts["decoded"] = model.decode(latents)
    return {name: part for name, part in parts.items() if part is not None}


@pytest.fixture(scope="module")
def wanted_and_made(
    packages: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Parts, Parts]]:
    """By design: what the product makes, and what its script makes where torch and safetensors are alone."""
    base = tmp_path_factory.mktemp("designs")
    wanted: dict[str, Parts] = {}
    for design in DESIGNS:
        (base / design).mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AAVAE_RUNS", str(base / design / "runs"))
            wanted[design] = export(design, base / design)
    run_bare(packages, USE, base)
    return {design: (wanted[design], torch.load(base / design / "made.pt")) for design in DESIGNS}


@pytest.mark.parametrize("design", DESIGNS)
def test_it_computes_what_the_product_does(
    design: str, wanted_and_made: dict[str, tuple[Parts, Parts]]
) -> None:
    wanted, made = wanted_and_made[design]
    assert made.keys() == wanted.keys()
    for name, part in wanted.items():
        assert part.std() > 1e-3, name
        # float32 has seven digits: of values in the hundreds (ResNet-50's h, untrained) those count.
        scale = max(1.0, float(part.abs().max()))
        torch.testing.assert_close(made[name], part, rtol=0, atol=1e-5 * scale, msg=name)


def test_it_is_short_and_shows_itself(packages: Path, tmp_path: Path) -> None:
    subject = make_subject("aavae", tmp_path)
    model = load_subject(subject)
    save_weights(model.state_dict(), tmp_path / "model.safetensors")
    script = make_load_script(model, subject.title, 32, 6)
    (tmp_path / "load.py").write_text(script)
    code = [line for line in script.split("if __name__")[0].splitlines() if line.strip()]
    assert len(code) < 45
    shown = run_bare(packages, "import runpy; runpy.run_path('load.py', run_name='__main__')", tmp_path)
    assert shown.splitlines() == ["h (2, 512) mu (2, 6)", "images (2, 3, 32, 32)"]
