import json
from typing import Any

import pytest

from aavae.__main__ import main
from aavae.api.similarity import similarity
from aavae.errors import UserError
from aavae.paths import cache_dir
from tests.conftest import make_run

pytestmark = pytest.mark.usefixtures("tiny_on_disk")


@pytest.mark.parametrize("measure", ["cosine", "euclidean", "kl"])
def test_it_has_the_numbers_of_the_command(
    measure: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_run("mine")
    found = similarity("mine", "tiny", measure=measure, num_images=60, seed=2)  # pyright: ignore[reportArgumentType]
    monkeypatch.setenv("AAVAE_CACHE", f"{cache_dir()}-other")  # the command computes it itself
    arguments = ["--measure", measure, "--num-images", "60", "--seed", "2", "--data", "tiny", "--json"]
    assert main(["similarity", "mine", *arguments]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert found.auc == pytest.approx(row["auc"], abs=1e-12)
    assert list(found.auc_interval) == pytest.approx(row["auc_interval"], abs=1e-12)
    assert found.num_images == row["num_images"] == 60
    assert found.pairs.same.shape == (60,)
    assert (found.model.name, found.images, found.measure) == ("mine", "tiny", measure)


def test_the_shipped_numbers_are_read() -> None:
    found = similarity("aavae")
    assert found.num_images == 2_000
    assert found.auc_interval[0] < found.auc < found.auc_interval[1]
    assert "pairs" not in repr(found)
    assert not cache_dir().exists()


def test_wrong_arguments_are_sentences() -> None:
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("measure: give one of 'cosine', 'euclidean', 'kl', not 'l2'", {"measure": "l2"}),
        ("num_images: give a whole number of 2 or more, not 1", {"num_images": 1}),
        ("representation: give one of", {"representation": "x"}),
        ("seed: give a whole number", {"seed": -1}),
        ("no trained posterior", {"measure": "kl"}),
        ("'pixels' has no mu", {}),
    ]
    for message, arguments in wrong:
        with pytest.raises(UserError, match=message):
            similarity("pixels", "tiny", **arguments)
