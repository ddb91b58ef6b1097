"""Pages on encoders of other software: each shows them, or says in a sentence what they lack."""

from pathlib import Path

import pytest

from aavae.data.disk import write_set
from aavae.foreign.encoder_settings import EncoderSettings
from aavae.foreign.onnx_import import import_encoder
from tests.conftest import draw_dataset, make_run
from tests.foreign.onnx_files import write_decoder, write_encoder
from tests.pages.conftest import assert_healthy, open_page

pytestmark = pytest.mark.usefixtures("no_checkpoints", "no_processes", "kept_cache")


@pytest.fixture(autouse=True)
def models(tmp_path: Path, quiet: None) -> None:
    """An encoder of features alone, one of all that there can be, one of larger images, and few images."""
    write_set(tmp_path / "data", draw_dataset(60, 40), "drawn for a test")
    path, plain = tmp_path / "net.onnx", EncoderSettings()
    import_encoder(write_encoder(path), "plain", plain)
    import_encoder(write_encoder(path, size=96), "large", plain)
    write_encoder(path, outputs=("h", "mu", "log_var", "stage"))
    import_encoder(path, "whole", plain, write_decoder(tmp_path / "paint.onnx"))
    make_run("mine", "vae")


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("reconstruct", {"models": ["whole", "mine"]}),
        ("reconstruct", {"models": "plain", "representation_mu": "h"}),
        ("reconstruct", {"models": "whole", "section": "wall"}),
        ("reconstruct", {"models": "whole", "section": "strength"}),
        ("reconstruct", {"models": ["whole", "mine"], "section": "profile"}),
        ("reconstruct", {"models": "whole", "section": "images"}),
        ("linear_probe", {"baseline_models": ["whole", "plain"]}),
        ("diagnostics", {"baseline_models": "whole"}),
        ("diagnostics", {"baseline_models": ["whole", "plain"], "diagnostic": "layers"}),
        ("diagnostics", {"baseline_models": "plain", "diagnostic": "invariance"}),
        ("generate", {"model_a": "whole", "model_b": "mine"}),
        ("generate", {"model_a": "whole", "model_b": "mine", "section": "directions"}),
        ("similarity", {"model_a": "whole", "model_b": "mine"}),
        ("similarity", {"model_a": "plain", "model_b": "mine", "representation_mu": "h"}),
        ("embedding_map", {"model_a": "whole", "model_b": "plain"}),
    ],
)
def test_a_page_shows_an_encoder(page: str, query: dict[str, str | list[str]]) -> None:
    app = open_page(page, {"data": "tiny", **query})
    assert_healthy(app)
    assert not app.error
    assert not app.warning


@pytest.mark.parametrize(
    ("page", "query", "expected"),
    [
        ("reconstruct", {"models": ["plain", "mine"]}, "Not shown: plain (imported): no mu, only h."),
        (
            "similarity",
            {"model_a": "plain", "model_b": "mine"},
            "Not shown: plain (imported): no mu, only h.",
        ),
        ("linear_probe", {"baseline_models": "mine"}, "large (imported) (takes 96x96 pixels)"),
        (
            "diagnostics",
            {"baseline_models": ["whole", "plain"]},
            "plain (imported): its file has no posterior.",
        ),
        (
            "diagnostics",
            {"baseline_models": ["whole", "plain"], "diagnostic": "layers"},
            "plain (imported): its file names no layers besides its features.",
        ),
    ],
)
def test_a_page_says_what_an_encoder_lacks(
    page: str, query: dict[str, str | list[str]], expected: str
) -> None:
    app = open_page(page, {"data": "tiny", **query})
    assert_healthy(app)
    assert expected in "\n".join(caption.value for caption in app.caption).replace("\\", "")


def test_an_encoder_alone_cannot_generate_or_be_asked_for_another_size() -> None:
    app = open_page("generate", {"data": "tiny", "model_a": "plain", "model_b": "none"})
    assert_healthy(app)
    assert [error.value.split(":")[0] for error in app.error] == ["None of the chosen models has a decoder"]
    assert "no decoder was imported with it" in "\n".join(info.value for info in app.info)
    app = open_page("linear_probe", {"data": "tiny", "baseline_models": "large"})
    assert_healthy(app)
    assert "'large' takes images of 96x96 pixels" in "\n".join(info.value for info in app.info).replace(
        "\\", ""
    )


@pytest.mark.parametrize("page", ["home", "watch", "race", "results", "studies", "train", "images", "jobs"])
def test_pages_that_look_at_all_runs_stay_whole(page: str) -> None:
    assert_healthy(open_page(page))
