import re
from pathlib import Path

import pytest

from aavae.__main__ import parse
from aavae.config import RunConfig
from aavae.data.store import load_dataset
from aavae.evaluation.results import find_row, read_published, results_path, write_results
from aavae.evaluation.subject import find_subject, list_shipped
from aavae.language import use_language
from aavae.sharing.model_card import describe_training, make_model_card
from tests.catalogs import only_catalog
from tests.conftest import make_imported_run, make_run, make_snapshots
from tests.documents import get_arguments, list_inline_commands
from tests.evaluation.test_results import make_results

SHIPPED = ["ae", "vae", "dae", "aavae", "aavae-features", "simclr"]


def make(name: str) -> str:
    subject = find_subject(name)
    assert subject.run is not None
    return make_model_card(subject, subject.run, ["encoder.onnx"])


def test_every_shipped_model_is_among_those_looked_at() -> None:
    assert sorted(SHIPPED) == sorted(subject.name for subject in list_shipped())


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_model_s_numbers_are_those_of_its_results(name: str) -> None:
    text, results = make(name), read_published(find_subject(name))
    assert results is not None
    probe, similarity = find_row(results["linear_probe"], "h"), find_row(results["similarity"], "mu")
    assert probe is not None
    assert similarity is not None
    low, high = probe["interval"]
    cells = f"{100 * probe['accuracy']:.1f} % ({100 * low:.1f} % to {100 * high:.1f} %)"
    assert f"| Linear probe | h | {cells} | 50,000 labels, 10,000 test images |" in text
    assert f"| Similarity AUC | mu | {similarity['auc']:.3f} | 2,000 test images |" in text
    assert f"by `{results['command']}`" in text
    assert ("Reconstruction error" in text) == (name != "simclr")
    # Of AE and denoising AE the posterior means nothing, and SimCLR has none.
    assert ("Informative latents" in text) == (results["latents"] is not None)
    assert "license: mit" in text
    assert "MIT licence" in text
    assert "kriz/cifar.html" in text


def test_it_is_in_english_whoever_exports_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    english, subject = make("aavae"), find_subject("aavae")
    assert subject.run is not None
    texts = {"- Augmentation: {settings}": "- Augmentierung: {settings}"}
    with only_catalog(texts, tmp_path, monkeypatch), use_language("de"):
        assert "- Augmentierung: crop_scale_min" in describe_training(subject, subject.run)
        assert make("aavae") == english


@pytest.mark.parametrize("name", ["aavae", "simclr@4"])
def test_its_commands_are_commands_and_the_one_that_trains_is_the_run_s(name: str) -> None:
    commands = [get_arguments(words) or [] for words in list_inline_commands(make(name))]
    assert {words[0] for words in commands} >= {"train", "evaluate", "diagnose"}
    for words in commands:
        parsed = parse(words)
        if words[0] == "train":
            run = find_subject(name).run
            assert run is not None
            config = getattr(parsed, "config", None)
            assert isinstance(config, RunConfig)
            assert config == run.config


def test_its_loss_is_the_method_s() -> None:
    assert "from a sample of the posterior, no KL term\n" in make("aavae")
    assert "from a sample of the posterior, plus 1 x KL\n" in make("vae")
    assert "no KL term, plus 10 x the same of its patch features\n" in make("aavae-features")
    assert "- Loss" not in make("simclr")


def test_what_was_not_measured_is_left_out_and_named() -> None:
    make_snapshots(make_run("mine"), 1)
    text = make("mine")
    assert "Nothing when this was written. `python -m aavae evaluate mine --data bundled` measures it" in text
    assert "| Linear probe" not in text
    assert "While it trained, after its last epoch: kNN accuracy on h 30.0 %" in text
    assert "The weights belong to whoever trained them" in text
    assert "license:" not in text
    # At an epoch, what was measured at the end says nothing.
    assert "While it trained" not in make("mine@1")


def test_results_of_one_s_own_run_are_those_of_its_present_weights() -> None:
    run = make_run("mine")
    subject, dataset = find_subject("mine"), load_dataset("bundled")
    row = {"run": "mine", "representation": "h", "accuracy": 0.5, "interval": [0.4, 0.6]}
    probe = [{**row, "num_train": 10, "num_test": 20}]
    results = make_results(subject, dataset, linear_probe=probe, command="python -m aavae evaluate mine")
    write_results(results, results_path(subject, dataset))
    assert "| Linear probe | h | 50.0 % (40.0 % to 60.0 %) | 10 labels, 20 test images |" in make("mine")
    run.layout.weights.write_bytes(run.layout.weights.read_bytes() + b" ")
    assert "50.0 %" not in make("mine")


@pytest.mark.parametrize("head", ["gaussian", "deterministic"])
def test_an_imported_model_says_where_it_comes_from_and_nothing_of_a_training_here(head: str) -> None:
    make_imported_run("paper", head)  # pyright: ignore[reportArgumentType]
    text = make("paper")
    assert "imported from `published.ckpt` (SHA-256 paper)" in text
    assert "aavae train" not in text
    assert ("**log_var**" in text) == (head == "gaussian")
    assert "their licence is that of whoever published it" in text


def test_its_python_is_what_load_py_has(tmp_path: Path) -> None:
    text = make("aavae")
    (block,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert "load.encode(images)" in block
    assert "load.decode(mu)" in block
    assert "load.decode" not in make("simclr")
