import json

from aavae.config import RunConfig
from aavae.data.image_set import Dataset
from aavae.evaluation.subject import find_subject
from aavae.sharing.report_facts import describe_images, describe_model, list_versions
from tests.conftest import make_run


def test_a_run_has_its_digest_its_training_and_all_its_settings() -> None:
    make_run("mine", "vae", seed=7)
    subject = find_subject("mine")
    model = describe_model(subject)
    assert model.title == "mine (yours)"
    assert model.facts["Digest"] == subject.compute_digest()
    assert model.facts["Seed of the training"] == "7"
    assert "Epochs: 2 of 2" in model.training
    assert RunConfig.model_validate(json.loads(model.settings)).seed == 7


def test_a_baseline_was_not_trained() -> None:
    model = describe_model(find_subject("pixels"))
    assert (model.training, model.settings) == ("", "")


def test_images_have_their_digest(tiny_dataset: Dataset) -> None:
    facts = describe_images(tiny_dataset)
    assert facts["Digest"] == tiny_dataset.digest
    assert facts["Test images"] == "100"


def test_versions_are_those_that_run() -> None:
    import torch

    versions = list_versions()
    assert torch.__version__.startswith(versions["torch"].split("+")[0])
    assert set(versions) >= {"Python", "numpy", "streamlit"}
