import subprocess
import sys

import pytest

from aavae.data.image_set import Dataset
from aavae.evaluation.absence import DIAGNOSTICS, Diagnostic, explain_absence
from aavae.evaluation.diagnostics.rows import diagnose, judge
from aavae.evaluation.diagnostics.spectrum import evaluate_spectrum
from aavae.evaluation.subject import find_subject
from aavae.methods import MethodName
from tests.conftest import make_run

KEYS = ["run", "diagnostic", "representation", "quantity", "at", "value", "low", "high"]


@pytest.mark.parametrize("diagnostic", DIAGNOSTICS)
def test_every_diagnostic_is_rows_of_the_same_keys_with_a_number_each(
    diagnostic: Diagnostic, tiny_dataset: Dataset
) -> None:
    make_run("mine")
    rows = diagnose(find_subject("mine"), tiny_dataset, diagnostic)
    assert rows
    for row in rows:
        assert list(row) == KEYS
        assert (row["run"], row["diagnostic"]) == ("mine", diagnostic)
        assert isinstance(row["value"], int | float)


def test_details_are_every_latent_and_every_singular_value(tiny_dataset: Dataset) -> None:
    make_run("mine")
    subject = find_subject("mine")
    latents = diagnose(subject, tiny_dataset, "latents")
    assert sum(row["quantity"] == "snr" for row in latents) == 128
    assert len(diagnose(subject, tiny_dataset, "latents", details=False)) == 3
    values = [row["value"] for row in diagnose(find_subject("pixels"), tiny_dataset, "spectrum")]
    spectrum = evaluate_spectrum(find_subject("pixels"), tiny_dataset, representation="h")
    assert values == [spectrum.rank_me, *spectrum.singular_values]


@pytest.mark.parametrize(
    ("name", "method", "diagnostic", "reason"),
    [
        ("mine", "simclr", "latents", "no trained posterior"),
        ("mine", "ae", "latents", "without noise"),
        ("pixels", "ae", "latents", "no trained posterior"),
        ("untrained", "ae", "latents", "no trained posterior"),
        ("pixels", "ae", "layers", "no layers"),
    ],
)
def test_what_a_model_cannot_have_is_explained_and_has_no_rows(
    name: str, method: MethodName, diagnostic: Diagnostic, reason: str, tiny_dataset: Dataset
) -> None:
    make_run("mine", method)
    subject = find_subject(name)
    assert reason in (explain_absence(subject, diagnostic) or "")
    assert diagnose(subject, tiny_dataset, diagnostic) == []


def test_a_verdict_is_a_row_of_the_same_keys_for_each_representation_but_z(tiny_dataset: Dataset) -> None:
    make_run("mine")
    rows = judge(find_subject("mine"), tiny_dataset)
    assert [list(row) for row in rows] == [KEYS, KEYS]
    assert [row["representation"] for row in rows] == ["h", "mu"]
    assert [row["representation"] for row in judge(find_subject("pixels"), tiny_dataset)] == ["h"]


def test_the_page_can_list_them_without_torch() -> None:
    code = "import sys, aavae.ui.diagnostics; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
