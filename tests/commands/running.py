"""Commands as a machine and a careless person use them, in this process."""

import json

import pytest

from aavae.__main__ import main


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict]:
    """The rows that a command prints on the image set `tiny`; NaN, which is no JSON, is an error."""
    assert main([*arguments, "--data", "tiny", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert isinstance(rows, list)
    return rows


def check_refused(capsys: pytest.CaptureFixture[str], message: str, *arguments: str) -> None:
    """Status 2, nothing on standard output, and one line that says what was wrong."""
    assert main([*arguments, "--data", "tiny"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = [line for line in captured.err.replace("\r", "\n").splitlines() if line.startswith("aavae: ")]
    assert len(lines) == 1
    assert message in lines[0]
    assert "Traceback" not in captured.err
