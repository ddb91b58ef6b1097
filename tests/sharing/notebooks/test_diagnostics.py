import math
from typing import get_args

import pytest

from aavae.evaluation.absence import Diagnostic
from aavae.evaluation.diagnostics.rows import diagnose
from aavae.sharing.notebooks.diagnostics import recompute_diagnostic
from tests.sharing.notebooks.conftest import Run, Small


@pytest.mark.parametrize("diagnostic", get_args(Diagnostic))
def test_the_notebook_has_all_numbers_of_a_question(
    diagnostic: Diagnostic, small: Small, run_cells: Run
) -> None:
    subjects = small.subjects[1:]
    again = recompute_diagnostic(diagnostic, subjects, small.dataset, "mu")
    found = run_cells(again.cells)
    expected = [row for subject in subjects for row in diagnose(subject, small.dataset, diagnostic)]
    assert len(expected) > 1
    for row, other in zip(found["rows"], expected, strict=True):
        assert row == other or (math.isnan(row["value"]) and math.isnan(other["value"]))
    assert found["figure"].data
    assert again.commands[0].endswith(f"--only {diagnostic} --json")
