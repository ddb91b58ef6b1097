"""The true answers, against the files that they come from."""

import json
import subprocess
import sys

import pytest

from aavae.errors import UserError
from aavae.paths import checkpoints_dir
from aavae.teaching import truths
from aavae.teaching.questions import QUESTIONS
from aavae.teaching.truths import (
    count_passes,
    find_truth,
    read_accuracies_by_beta,
    read_combination,
    read_confusions,
    read_informative_latents,
    read_switch_effects,
)


def read_file(name: str) -> dict:
    return json.loads((checkpoints_dir() / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_can_be_answered(name: str) -> None:
    truth = find_truth(name)
    assert QUESTIONS[name].check(truth) == truth


def test_accuracies_are_those_published() -> None:
    for name in ("ae", "simclr"):
        (row,) = (
            row for row in read_file(f"{name}/results.json")["linear_probe"] if row["representation"] == "h"
        )
        assert find_truth(name) == round(100 * row["accuracy"])


def test_pairs_are_the_auc_on_mu() -> None:
    (row,) = (row for row in read_file("aavae/results.json")["similarity"] if row["representation"] == "mu")
    assert find_truth("pairs") == round(100 * row["auc"])


def test_latents_get_fewer_with_more_kl() -> None:
    by_beta = read_informative_latents()
    assert list(by_beta) == [0, 1e-3, 1e-2, 1e-1, 1, 10]
    assert list(by_beta.values()) == sorted(by_beta.values(), reverse=True)
    assert find_truth("beta") == by_beta[10] < by_beta[1] < by_beta[0]


def test_accuracies_by_beta_are_of_the_same_models() -> None:
    rows = [row for row in read_file("_studies/beta.json")["rows"] if row["method"] == "vae"]
    right = read_accuracies_by_beta()
    assert list(right) == list(read_informative_latents())
    for row in rows:
        if row["seed"] == 0:
            assert right[row["settings"]["beta"]] == pytest.approx(100 * row["probe"]["h"])


def test_passes_are_those_of_the_runs() -> None:
    row = read_combination(augment=True, sample=True, kl=False)
    few, many = count_passes(row)
    assert many == read_file("aavae/config.json")["num_epochs"] > few == row.num_epochs


def test_dropping_the_kl_term_is_the_opposite_of_having_it() -> None:
    rows = read_file("_studies/ablation.json")["rows"]
    with_kl, without = (
        [row["probe"]["h"] for row in rows if row["settings"]["kl"] == kl] for kl in (True, False)
    )
    effect = read_switch_effects()["kl"]
    assert effect.mean == pytest.approx(sum(without) / len(without) - sum(with_kl) / len(with_kl))
    assert effect.interval is not None
    assert effect.interval[0] < effect.mean < effect.interval[1]


def test_augmenting_does_most() -> None:
    effects = read_switch_effects()
    assert find_truth("switch") == "augment" == max(effects, key=lambda name: effects[name].mean)


@pytest.mark.parametrize("augment", [False, True])
@pytest.mark.parametrize("sample", [False, True])
@pytest.mark.parametrize("kl", [False, True])
def test_each_combination_has_a_row(augment: bool, sample: bool, kl: bool) -> None:
    row = read_combination(augment, sample, kl)
    assert (row.settings["augment"], row.settings["sample"], row.settings["kl"]) == (augment, sample, kl)
    assert (checkpoints_dir() / "_studies" / row.run / "model.safetensors.gz").is_file()


def test_confusions_are_of_all_cats() -> None:
    shares = read_confusions()
    assert sum(shares.values()) == pytest.approx(1)
    assert list(shares)[:2] == ["cat", "dog"]
    assert find_truth("confused") == "dog"


def test_needs_no_torch() -> None:
    code = (
        "import sys; from aavae.teaching.truths import find_truth; "
        f"print([find_truth(name) for name in {list(QUESTIONS)}], 'torch' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=checkpoints_dir().parent
    )
    assert found.stdout.strip().endswith("False")


def test_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(truths, "read_published", lambda subject: None)
    monkeypatch.setattr(truths, "load_table", lambda study: None)
    for name in ("ae", "beta", "switch", "pairs", "simclr"):
        with pytest.raises(UserError, match="restore the folder"):
            find_truth(name)
