from pathlib import Path

import pytest

from aavae.config import AugmentConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.data.store import load_dataset
from aavae.evaluation.subject import find_subject
from aavae.paths import data_dir
from aavae.sharing.recomputation import open_subjects, write_augment_flags, write_command, write_config
from tests.conftest import make_run


def test_a_command_is_safe_for_a_shell(tiny_dataset: Dataset) -> None:
    subjects = [find_subject("pixels"), find_subject("untrained")]
    command = write_command("probe", subjects, tiny_dataset, "--labels", "5 & more")
    assert command == "python -m aavae probe pixels untrained --data tiny --labels '5 & more'"


def test_a_configuration_is_the_expression_that_makes_it() -> None:
    config = AugmentConfig(flip_probability=0.0, jitter_strength=0.125)
    assert eval(write_config(config)) == config
    assert write_config(AugmentConfig()) == "AugmentConfig()"
    assert write_augment_flags(config) == [
        "--augment.flip-probability",
        "0.0",
        "--augment.jitter-strength",
        "0.125",
    ]


def test_cells_say_what_is_not_the_same_any_more(
    micro_dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path))
    write_set(data_dir(), micro_dataset, "drawn")
    make_run("mine")
    subject = find_subject("mine")
    cells = open_subjects([subject], load_dataset(micro_dataset.name))
    source = cells[-1].source
    exec(source, {})
    assert not capsys.readouterr().out
    assert subject.weights is not None
    subject.weights.write_bytes(b"trained again")
    exec(source.replace(micro_dataset.digest, "other"), {})
    assert capsys.readouterr().out.splitlines() == [
        "The images are not those of the page any more.",
        "mine (yours) is not the model of the page any more.",
    ]
