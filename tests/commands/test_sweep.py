import pytest

from tests.commands.running import check_refused, run_json
from tests.conftest import make_run

pytestmark = pytest.mark.usefixtures("tiny_on_disk")


def test_a_row_for_each_run_and_step(capsys: pytest.CaptureFixture[str]) -> None:
    make_run("mine")
    arguments = ("sweep", "mine", "pixels", "--image", "3", "--augmentation", "brightness", "--steps", "4")
    rows = run_json(capsys, *arguments)
    assert [row["run"] for row in rows] == ["mine"] * 4 + ["pixels"] * 4
    assert [row["strength"] for row in rows[:4]] == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert rows[0]["cosine"] == pytest.approx(1, abs=1e-5)
    assert not rows[0]["changed"]
    assert rows[4]["error"] is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pixels", "--augmentation", "swirl"], "--augmentation"),
        (["pixels", "--steps", "1"], "--steps"),
        (["pixels", "--image", "-1"], "no image -1"),
        (["pixels", "--representation", "z"], "choose h"),
    ],
)
def test_wrong_input_is_refused(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    check_refused(capsys, message, "sweep", *arguments)
