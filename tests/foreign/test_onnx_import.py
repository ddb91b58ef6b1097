from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper

from aavae.errors import UserError
from aavae.evaluation.models import get_model, get_painter
from aavae.evaluation.subject import find_subject
from aavae.foreign.encoder_settings import EncoderSettings
from aavae.foreign.external import EncoderConfig, list_externals
from aavae.foreign.onnx_import import import_encoder
from aavae.paths import runs_dir
from aavae.representations import compute_representations
from tests.conftest import make_run
from tests.foreign.onnx_files import (
    LATENT_DIM,
    WIDTH,
    compute_outputs,
    draw,
    write_decoder,
    write_encoder,
    write_model,
)

PLAIN = EncoderSettings()
IMAGES = np.random.default_rng(7).integers(0, 256, (7, 3, 32, 32), np.uint8)
UNIT = IMAGES.astype(np.float32) / 255


def get_config(name: str) -> EncoderConfig:
    config = find_subject(name).encoder_config
    assert config is not None
    return config


def test_an_encoder_gives_what_its_file_computes(tmp_path: Path) -> None:
    path = write_encoder(tmp_path / "net.onnx")
    _, notes = import_encoder(path, "theirs", PLAIN)
    subject = find_subject("theirs")
    assert (subject.kind, subject.title, subject.representations) == ("encoder", "theirs (imported)", ("h",))
    found = compute_representations(get_model(subject), IMAGES)
    np.testing.assert_allclose(found.h, compute_outputs(UNIT)["h"], atol=1e-5)
    assert found.mu.shape == found.z.shape == (7, 0)
    assert path.exists() and (runs_dir() / "theirs" / "encoder.onnx").read_bytes() == path.read_bytes()
    assert any("32x32" in note for note in notes) and any("--mean" in note for note in notes)


def test_images_are_normalised_by_the_statistics_that_are_named(tmp_path: Path) -> None:
    mean, std = (0.5, 0.4, 0.3), (0.2, 0.3, 0.4)
    imported = import_encoder(
        write_encoder(tmp_path / "net.onnx"), "theirs", EncoderSettings(mean=mean, std=std)
    )
    normalised = (UNIT - np.reshape(mean, (1, 3, 1, 1))) / np.reshape(std, (1, 3, 1, 1))
    found = compute_representations(get_model(find_subject("theirs")), IMAGES)
    np.testing.assert_allclose(found.h, compute_outputs(normalised)["h"], atol=1e-5)
    assert not any("--mean" in note for note in imported.notes)


def test_statistics_are_part_of_the_digest(tmp_path: Path) -> None:
    path = write_encoder(tmp_path / "net.onnx")
    digests = [
        import_encoder(path, f"theirs-{number}", settings).external.compute_digest()
        for number, settings in enumerate([PLAIN, PLAIN, EncoderSettings(mean=(0.5, 0.5, 0.5))])
    ]
    assert digests[0] == digests[1] != digests[2]


def test_a_fixed_batch_is_made_to_work(tmp_path: Path) -> None:
    for batch in (1, 3):
        imported = import_encoder(write_encoder(tmp_path / "net.onnx", batch=batch), f"of-{batch}", PLAIN)
        assert any(f"at {batch}" in note for note in imported.notes)
        found = compute_representations(get_model(find_subject(f"of-{batch}")), IMAGES)
        np.testing.assert_allclose(found.h, compute_outputs(UNIT)["h"], atol=1e-5)


def test_half_precision_is_made_to_work(tmp_path: Path) -> None:
    import_encoder(write_encoder(tmp_path / "net.onnx", dtype=TensorProto.FLOAT16), "half", PLAIN)
    found = compute_representations(get_model(find_subject("half")), IMAGES)
    assert found.h.dtype == np.float32
    np.testing.assert_allclose(found.h, compute_outputs(UNIT)["h"], atol=0.02)


def test_a_posterior_and_layers_are_told_by_their_names_and_shapes(tmp_path: Path) -> None:
    names = ("stage", "tokens", "h", "mu", "log_var")
    import_encoder(write_encoder(tmp_path / "net.onnx", outputs=names), "theirs", PLAIN)
    config, subject = get_config("theirs"), find_subject("theirs")
    assert (config.features, config.mu, config.log_var, config.layers) == (
        "h",
        "mu",
        "log_var",
        ("stage", "tokens"),
    )
    assert (config.width, config.latent_dim) == (WIDTH, LATENT_DIM)
    assert subject.representations == ("h", "mu", "z") and not subject.has_decoder
    model, expected = get_model(subject), compute_outputs(UNIT)
    posterior = model.encode(torch.from_numpy(UNIT))
    assert posterior.log_var is not None
    for name, values in (("h", posterior.h), ("mu", posterior.mu), ("log_var", posterior.log_var)):
        np.testing.assert_allclose(values, expected[name], atol=1e-5)


def test_features_can_be_named(tmp_path: Path) -> None:
    path = write_encoder(tmp_path / "net.onnx", outputs=("h", "mu"))
    import_encoder(path, "theirs", EncoderSettings(features="mu"))
    assert (get_config("theirs").features, get_config("theirs").layers) == ("mu", ("h",))


def test_an_encoder_of_any_size_sees_any_and_one_of_a_size_can_resize(tmp_path: Path) -> None:
    import_encoder(write_encoder(tmp_path / "any.onnx", size="S"), "any", PLAIN)
    assert get_config("any").image_size is None
    small = UNIT[:, :, :16, :16].copy()
    found = compute_representations(get_model(find_subject("any")), small)
    np.testing.assert_allclose(found.h, compute_outputs(small)["h"], atol=1e-5)
    import_encoder(write_encoder(tmp_path / "large.onnx", size=64), "large", EncoderSettings(resize=True))
    flat = np.full((2, 3, 32, 32), 100, np.uint8)
    found = compute_representations(get_model(find_subject("large")), flat)
    np.testing.assert_allclose(found.h, compute_outputs(np.full((2, 3, 64, 64), 100 / 255))["h"], atol=1e-5)


@pytest.mark.parametrize("of", ["mu", "h"])
def test_a_decoder_paints_from_mu_or_from_h(of: str, tmp_path: Path) -> None:
    outputs, latent_dim = (("h", "mu"), LATENT_DIM) if of == "mu" else (("h",), WIDTH)
    encoder = write_encoder(tmp_path / "net.onnx", outputs=outputs)
    decoder = write_decoder(tmp_path / "paint.onnx", latent_dim=latent_dim)
    import_encoder(encoder, "theirs", PLAIN, decoder)
    subject = find_subject("theirs")
    assert subject.has_decoder and subject.latent_dim == latent_dim
    painter = get_painter(subject)
    latents = compute_outputs(UNIT)[of]
    logits = latents @ draw((latent_dim, 48), 5, 0.2)
    small = (1 / (1 + np.exp(-logits))).reshape(7, 3, 4, 4)
    painted = painter.decode(painter.encode(torch.from_numpy(UNIT)).mu)
    np.testing.assert_allclose(painted, np.kron(small, np.ones((8, 8))), atol=1e-5)


def test_an_encoder_of_any_size_sees_what_its_decoder_paints(tmp_path: Path) -> None:
    encoder = write_encoder(tmp_path / "any.onnx", size="S")
    decoder = write_decoder(tmp_path / "paint.onnx", latent_dim=WIDTH, size=64)
    import_encoder(encoder, "theirs", PLAIN, decoder)
    assert find_subject("theirs").image_size == 64


def test_shapes_that_a_file_leaves_open_are_found_by_running_it(tmp_path: Path) -> None:
    encoder = write_encoder(tmp_path / "net.onnx")
    decoder = write_decoder(tmp_path / "paint.onnx", latent_dim=WIDTH)
    for path in (encoder, decoder):
        model = onnx.load(path)
        for value in (*model.graph.input, *model.graph.output):
            value.type.tensor_type.ClearField("shape")
        path.write_bytes(model.SerializeToString())
    import_encoder(encoder, "theirs", PLAIN, decoder)
    found = compute_representations(get_model(find_subject("theirs")), IMAGES)
    np.testing.assert_allclose(found.h, compute_outputs(UNIT)["h"], atol=1e-5)
    assert find_subject("theirs").image_size == 32


@pytest.mark.parametrize("batch", ["N", 3])
def test_of_no_images_there_are_no_features(batch: int | str, tmp_path: Path) -> None:
    import_encoder(write_encoder(tmp_path / "net.onnx", batch=batch), "theirs", PLAIN)
    found = compute_representations(get_model(find_subject("theirs")), IMAGES[:0])
    assert found.h.shape == (0, WIDTH)


def test_what_a_decoder_paints_can_be_normalised(tmp_path: Path) -> None:
    settings = EncoderSettings(mean=(0.5, 0.5, 0.5), std=(0.25, 0.25, 0.25), paints_normalised=True)
    encoder, decoder = (
        write_encoder(tmp_path / "net.onnx"),
        write_decoder(tmp_path / "d.onnx", latent_dim=WIDTH),
    )
    import_encoder(encoder, "theirs", settings, decoder)
    import_encoder(encoder, "plain", replace(settings, paints_normalised=False), decoder)
    latents = torch.from_numpy(draw((3, WIDTH), 9))
    theirs, plain = (get_painter(find_subject(name)).decode(latents) for name in ("theirs", "plain"))
    torch.testing.assert_close(theirs, (plain * 0.25 + 0.5).clamp(0, 1))


def write_noisy(path: Path) -> Path:
    noise = helper.make_node("RandomNormalLike", ["h"], ["noise"])
    return write_encoder(
        path, outputs=["y"], extra_nodes=[noise, helper.make_node("Add", ["h", "noise"], ["y"])]
    )


def write_of_the_batch(path: Path) -> Path:
    mean = helper.make_node("ReduceMean", ["h", "rows"], ["mean"], keepdims=1)
    rows = helper.make_node("Constant", [], ["rows"], value_ints=[0])
    nodes = [rows, mean, helper.make_node("Sub", ["h", "mean"], ["y"])]
    return write_encoder(path, outputs=["y"], extra_nodes=nodes)


def write_infinite(path: Path) -> Path:
    nodes = [helper.make_node("Div", ["h", "zero"], ["y"])]
    return write_encoder(
        path, outputs=["y"], extra_nodes=nodes, extra_weights={"zero": np.zeros(1, np.float32)}
    )


def write_custom(path: Path) -> Path:
    nodes = [helper.make_node("Sharpen", ["h"], ["y"], domain="their.own")]
    return write_encoder(path, outputs=["y"], extra_nodes=nodes, domains=["their.own"])


def write_external(path: Path) -> Path:
    model = onnx.load(write_encoder(path))
    onnx.save(model, path, save_as_external_data=True, location="net.weights", size_threshold=0)
    return path


def write_two_inputs(path: Path) -> Path:
    add = helper.make_node("Add", ["images", "more"], ["y"])
    shape = ("N", 3, 32, 32)
    return write_model(path, [add], {}, {"images": shape, "more": shape}, {"y": shape})


def write_flat(path: Path) -> Path:
    return write_model(
        path, [helper.make_node("Tanh", ["x"], ["y"])], {}, {"x": ("N", 3072)}, {"y": ("N", 3072)}
    )


def write_oblong(path: Path) -> Path:
    node = helper.make_node("Flatten", ["x"], ["y"])
    return write_model(path, [node], {}, {"x": ("N", 3, 32, 48)}, {"y": ("N", 4608)})


def write_truncated(path: Path) -> Path:
    content = write_encoder(path).read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return path


def write_bytes(content: bytes, path: Path) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (write_noisy, "other features when it sees the same images again: call model.eval()"),
        (write_of_the_batch, "other features when other images are beside it: call model.eval()"),
        (write_infinite, "NaN or infinite features"),
        (write_custom, "their.own:Sharpen(-1) is not a registered function/op"),
        (write_external, "has its weights in other files (net.weights): export it as one"),
        (write_two_inputs, "takes 2 inputs (images, more): export it with the image alone"),
        (write_flat, "takes an input of shape ('N', 3072): images are (N, 3, S, S)"),
        (write_oblong, "takes images of 48x32 pixels: only square ones are here"),
        (write_truncated, "is no ONNX file, or damaged: copy or export it again"),
        (lambda path: write_bytes(b"\x00\x01 no model at all", path), "is no ONNX file"),
        (lambda path: write_bytes(b"", path), "is empty: copy or download it again"),
        (
            lambda path: write_encoder(path, outputs=["stage"]),
            "gives 'stage' of shape (4, 8, 8, 8) for 4 images",
        ),
        (lambda path: write_encoder(path, channels=1), "with 1 channels second"),
        (lambda path: path, "There is no file"),
        (lambda path: path.parent, "is a folder: name the ONNX model's file"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(
    write: Callable[[Path], Path], expected: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "net.onnx")
    with pytest.raises(UserError) as error:
        import_encoder(path, "theirs", PLAIN)
    assert expected in str(error.value) and "\n" not in str(error.value)
    assert (list_externals() == [] and not runs_dir().exists()) or not any(runs_dir().iterdir())


def test_double_precision_is_refused(tmp_path: Path) -> None:
    node = helper.make_node("Flatten", ["x"], ["y"])
    path = write_model(
        tmp_path / "net.onnx", [node], {}, {"x": ("N", 3, 8, 8)}, {"y": ("N", 192)}, dtype=TensorProto.DOUBLE
    )
    with pytest.raises(UserError, match=r"takes tensor\(double\): export it in single precision"):
        import_encoder(path, "theirs", PLAIN)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (EncoderSettings(mean=(125.3, 123.0, 113.9)), "divide them by 255"),
        (EncoderSettings(std=(0.2, 0.0, 0.2)), "those of std above 0"),
        (EncoderSettings(mean=(float("nan"), 0.0, 0.0)), "three finite numbers"),
        (EncoderSettings(image_size=64), "takes images of 32x32 pixels, not of 64"),
        (EncoderSettings(features="pooled"), "has no output 'pooled': choose one of h"),
    ],
)
def test_settings_that_do_not_fit_are_refused(
    settings: EncoderSettings, expected: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=expected):
        import_encoder(write_encoder(tmp_path / "net.onnx"), "theirs", settings)


def test_resizing_needs_a_size(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--image-size"):
        import_encoder(write_encoder(tmp_path / "net.onnx", size="S"), "theirs", EncoderSettings(resize=True))


def test_decoders_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    encoder = write_encoder(tmp_path / "net.onnx")
    cases = {
        "takes 5 latents, and the encoder's h has 6": write_decoder(tmp_path / "narrow.onnx"),
        r"gives \(4, 3, 64, 64\) for 4 latents": write_decoder(
            tmp_path / "b.onnx", latent_dim=WIDTH, size=64
        ),
    }
    for expected, decoder in cases.items():
        with pytest.raises(UserError, match=expected):
            import_encoder(encoder, "theirs", PLAIN, decoder)
    with pytest.raises(UserError, match="leave --resize out"):
        import_encoder(encoder, "theirs", EncoderSettings(resize=True), write_decoder(tmp_path / "d.onnx"))
    assert list_externals() == []


def test_a_name_is_taken_by_a_run_or_another_encoder(tmp_path: Path) -> None:
    path = write_encoder(tmp_path / "net.onnx")
    make_run("mine", "ae")
    import_encoder(path, "theirs", PLAIN)
    for name in ("mine", "theirs", "untrained", "../x"):
        with pytest.raises(UserError):
            import_encoder(path, name, PLAIN)
