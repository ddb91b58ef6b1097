import pytest

from aavae.__main__ import main
from aavae.augment.distortion import draw_distortion
from aavae.config import AugmentConfig
from tests.commands.running import check_refused, run_json
from tests.conftest import make_run

pytestmark = pytest.mark.usefixtures("tiny_on_disk")


def test_a_row_for_each_run_says_what_happened(capsys: pytest.CaptureFixture[str]) -> None:
    make_run("mine")
    arguments = ("distort", "mine", "pixels", "--image", "7", "--distortion", "hue=0.1;flip")
    mine, pixels = run_json(capsys, *arguments)
    assert (mine["run"], mine["distortion"], mine["num_others"]) == ("mine", "flip;hue=0.1", 99)
    assert mine["error"] > 0
    assert pixels["error"] is None
    assert mine["answer"] in "abcdefghij"
    assert 0 < mine["probability"] <= 1


def test_an_image_that_is_not_changed_stays_where_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    make_run("mine")
    (row,) = run_json(capsys, "distort", "mine", "--image", "7", "--distortion", "", "--representation", "mu")
    assert row["cosine"] == pytest.approx(1, abs=1e-5)
    assert row["rank"] == 0
    assert row["error"] == pytest.approx(row["error_before"], rel=1e-4)
    assert row["answer"] == row["answer_before"]


def test_the_dice_name_what_they_drew(capsys: pytest.CaptureFixture[str]) -> None:
    (drawn,) = run_json(capsys, "distort", "pixels", "--draw", "5")
    assert drawn["distortion"] == draw_distortion(5, AugmentConfig(), 32, 32).to_text()
    (again,) = run_json(capsys, "distort", "pixels", "--distortion", drawn["distortion"])
    assert again == drawn


def test_people_get_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["distort", "pixels", "--data", "tiny", "--draw", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("pixels")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pixels"], "either --distortion"),
        (["pixels", "--distortion", "flip", "--draw", "1"], "either --distortion"),
        (["pixels", "--distortion", "swirl=1"], "no part of a distortion"),
        (["pixels", "--draw", "-1"], "--draw"),
        (["pixels", "--draw", "1", "--image", "420"], "no image 420"),
        (["pixels", "--draw", "1", "--representation", "mu"], "choose h"),
        (["nobody", "--draw", "1"], "no run 'nobody'"),
        (["--draw", "1"], "at least one run"),
    ],
)
def test_wrong_input_is_refused(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    check_refused(capsys, message, "distort", *arguments)
