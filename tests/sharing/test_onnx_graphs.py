from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from aavae.errors import UserError
from aavae.models import Autoencoder
from aavae.sharing.onnx_graphs import check_graph, write_onnx
from tests.sharing.exported import load_subject, make_subject

OUTPUTS = {
    "vae-64": ["h", "mu", "log_var"],
    "simclr": ["h", "mu"],
    "resnet18": ["h", "mu", "log_var"],
    "reference": ["h", "mu", "log_var"],
}


def run_graph(path: Path, inputs: torch.Tensor) -> dict[str, np.ndarray]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    values = session.run(None, {session.get_inputs()[0].name: inputs.numpy()})
    return dict(zip(names, map(np.asarray, values), strict=True))


@pytest.mark.parametrize("design", OUTPUTS)
def test_the_graphs_compute_what_the_model_does_for_any_batch(design: str, tmp_path: Path) -> None:
    subject = make_subject(design, tmp_path)
    assert subject.run is not None
    model, config = load_subject(subject), subject.run.config.model
    (tmp_path / "graphs").mkdir()
    files = write_onnx(load_subject(subject), config.image_size, config.latent_dim, tmp_path / "graphs")
    # Single files: the weights are in them.
    assert sorted((tmp_path / "graphs").iterdir()) == sorted(files)
    assert len(files) == 1 + isinstance(model, Autoencoder)
    for count in (1, 2, 7):
        images = torch.rand(count, 3, config.image_size, config.image_size)
        with torch.inference_mode():
            wanted = model.encode(images)
        found = run_graph(files[0], images)
        assert list(found) == OUTPUTS[design]
        for name, value in found.items():
            part = getattr(wanted, name).numpy()
            np.testing.assert_allclose(value, part, atol=1e-4 * max(1, np.abs(part).max()), rtol=0)
        if isinstance(model, Autoencoder):
            latents = torch.randn(count, config.latent_dim)
            with torch.inference_mode():
                painted = model.decode(latents).numpy()
            (images_found,) = run_graph(files[1], latents).values()
            np.testing.assert_allclose(images_found, painted, atol=1e-4, rtol=0)
    for file in files:
        onnx.checker.check_model(str(file), full_check=True)


def test_a_graph_that_computes_something_else_is_refused(tmp_path: Path) -> None:
    module = torch.nn.Linear(4, 2).eval()
    path = tmp_path / "encoder.onnx"
    torch.onnx.export(
        module, (torch.zeros(3, 4),), str(path), dynamic_shapes=({0: "N"},), verbose=False, dynamo=True
    )
    inputs = torch.randn(6, 4)
    check_graph(path, module, inputs)
    with torch.no_grad():
        module.bias.add_(1e-3)
    with pytest.raises(UserError, match=r"The exported encoder\.onnx gives another .* than the model"):
        check_graph(path, module, inputs)
