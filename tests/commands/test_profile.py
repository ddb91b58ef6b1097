import pytest

from tests.commands.running import check_refused, run_json
from tests.conftest import make_run

pytestmark = pytest.mark.usefixtures("tiny_on_disk")


def test_two_runs_are_followed_by_their_difference(capsys: pytest.CaptureFixture[str]) -> None:
    make_run("one")
    make_run("two", seed=1)
    rows = run_json(capsys, "profile", "one", "two", "--num-images", "20")
    runs = list(dict.fromkeys(row["run"] for row in rows))
    assert runs == ["one", "two", "one - two"]
    by_run = {run: {row["augmentation"]: row for row in rows if row["run"] == run} for run in runs}
    assert {"crop", "hue", "all, as in training"} <= set(by_run["one"])
    for name, difference in by_run["one - two"].items():
        one, two = by_run["one"][name], by_run["two"][name]
        assert difference["mean"] == pytest.approx(one["mean"] - two["mean"], abs=1e-9)
        assert difference["different"] is None
        low, high = one["interval"]
        assert low <= one["mean"] <= high
        assert one["normalised"] <= one["mean"] or one["different"] < 0


def test_every_representation_has_rows_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    make_run("mine")
    rows = run_json(capsys, "profile", "mine", "pixels", "--num-images", "10", "--representation", "all")
    kinds = list(dict.fromkeys((row["run"], row["representation"]) for row in rows))
    assert kinds == [("mine", "h"), ("pixels", "h"), ("mine - pixels", "h"), ("mine", "mu"), ("mine", "z")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["pixels"], "choose h"),
        (["pixels", "--representation", "h", "--num-images", "1"], "--num-images"),
        (["nobody"], "no run 'nobody'"),
    ],
)
def test_wrong_input_is_refused(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    check_refused(capsys, message, "profile", *arguments)
