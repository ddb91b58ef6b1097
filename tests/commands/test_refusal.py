"""Every refusal is one line that names the flag; the exit status is tested with the commands."""

import pytest

from aavae.__main__ import parse
from aavae.errors import UserError


def refuse(line: str) -> str:
    with pytest.raises(UserError) as refusal:
        parse(line.split())
    return str(refusal.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("train --model.image-size 33", "--model.image-size: Input should be a multiple of 2"),
        ("estimate --model.image-size=33", "--model.image-size: Input should be a multiple of 2"),
        ("train --model.image_size 33", "--model.image-size: Input should be a multiple of 2"),
        (
            "train --augment.crop-scale-min 7",
            "--augment.crop-scale-min: Input should be less than or equal to 1",
        ),
        ("train --optim.gradient-clip nan", "--optim.gradient-clip: Input should be a finite number"),
        (
            "similarity aavae --augment.crop-scale-min 3",
            "--augment.crop-scale-min: Input should be less than or equal to 1",
        ),
        ("train --num-epochs -1", "--num-epochs: Input should be greater than or equal to 0"),
        ("train --threads -1", "--threads: Input should be greater than or equal to 0"),
        ("train --time-minutes 0", "--time-minutes: Input should be greater than or equal to 1"),
        (
            "train --model.image-size 33 --model.latent-dim 0",
            "--model.latent-dim: Input should be greater than or equal to 1; "
            "--model.image-size: Input should be a multiple of 2",
        ),
        (
            "train --augment.crop-scale-min .9 --augment.crop-scale-max .5",
            "--augment.crop-scale-min must not exceed --augment.crop-scale-max",
        ),
        ("train --method simclr --beta 1", "beta: SimCLR has no KL term; leave beta out"),
    ],
)
def test_settings_that_are_refused_are_named_by_their_flags(line: str, message: str) -> None:
    assert refuse(line) == message


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("train --model.image-size x", "--model.image-size: 'x' is not a whole number."),
        ("train --optim.learning-rate x", "--optim.learning-rate: 'x' is not a number."),
        ("train --beta x", "--beta: 'x' is not a number."),
        ("wall aavae --num-views x", "--num-views: 'x' is not a whole number."),
        ("train --num-epochs", "Missing value for argument '--num-epochs'. Expected 1 values."),
    ],
)
def test_values_that_cannot_be_read_are_quoted_with_their_flag(line: str, message: str) -> None:
    assert refuse(line) == message


@pytest.mark.parametrize("columns", ["20", "60", "300"])
@pytest.mark.parametrize(
    "line", ["train --method gan", "dance", "", "sweep --nothing 3", "train --model.encoder no"]
)
def test_a_narrow_terminal_changes_no_word(line: str, columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    expected = refuse(line)
    monkeypatch.setenv("COLUMNS", columns)
    assert refuse(line) == expected
    assert "\n" not in expected
    assert not {"tyro", "pydantic", "──", "helptext"} & set(expected.replace("--", " ").split())
