import pytest

from tests.commands.running import check_refused, run_json
from tests.conftest import make_run

pytestmark = pytest.mark.usefixtures("tiny_on_disk")


def test_over_many_images_two_runs_are_followed_by_their_difference(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_run("one")
    make_run("two", seed=1)
    arguments = ("wall", "one", "two", "--num-images", "8", "--num-views", "3")
    one, two, difference = run_json(capsys, *arguments)
    assert (one["run"], one["num_images"], one["num_views"]) == ("one", 8, 3)
    assert difference["run"] == "one - two"
    expected = one["variance_ratio"] - two["variance_ratio"]
    assert difference["variance_ratio"] == pytest.approx(expected, abs=1e-6)
    for row in (one, two, difference):
        low, high = row["interval"]
        assert low <= row["variance_ratio"] <= high


def test_one_image_has_its_wall(capsys: pytest.CaptureFixture[str]) -> None:
    make_run("mine")
    (row,) = run_json(capsys, "wall", "mine", "--image", "105", "--seed", "4")
    assert (row["image"], row["num_views"]) == (105, 64)
    assert 0 < row["variance_ratio"] < 10


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pixels"], "no decoder"),
        (["mine", "--num-views", "1"], "--num-views"),
        (["mine", "--num-images", "0"], "--num-images"),
        (["mine", "--image", "420"], "no image 420"),
        ([], "at least one run"),
    ],
)
def test_wrong_input_is_refused(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make_run("mine")
    check_refused(capsys, message, "wall", *arguments)
