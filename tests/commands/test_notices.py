import json
import warnings

import pytest

from aavae.__main__ import main
from aavae.commands.notices import print_notices
from aavae.errors import ConvergenceWarning


@pytest.mark.usefixtures("tiny_on_disk")
def test_a_probe_that_did_not_converge_says_so_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aavae.analysis.probes.lbfgs.MAX_STEPS", 1)
    assert main(["probe", "pixels", "--data", "tiny", "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)[0]["accuracy"] > 0
    lines = [line for line in captured.err.replace("\r", "\n").splitlines() if "L-BFGS" in line]
    assert lines == [
        "aavae: A linear classifier was not done after 1 steps of L-BFGS: its accuracy may be lower than it "
        "could be."
    ]
    assert "Warning" not in captured.err


def test_a_notice_is_printed_once_and_without_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    with print_notices():
        for _ in range(2):
            warnings.warn("It may be lower.", ConvergenceWarning, stacklevel=1)
    assert capsys.readouterr().err == "aavae: It may be lower.\n"


def test_other_warnings_stay_pythons(capsys: pytest.CaptureFixture[str]) -> None:
    with print_notices(), pytest.raises(UserWarning, match="something else"):
        warnings.warn("something else", UserWarning, stacklevel=1)
    assert capsys.readouterr().err == ""
