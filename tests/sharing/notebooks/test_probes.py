from aavae.evaluation.probes.linear_probe import evaluate_linear_probe
from aavae.sharing.notebooks.probes import recompute_probes
from tests.sharing.notebooks.conftest import Run, Small


def test_the_notebook_has_the_pages_accuracies(small: Small, run_cells: Run) -> None:
    again = recompute_probes(*small, "mu", 100)
    found = run_cells(again.cells)
    probes = [
        evaluate_linear_probe(subject, small.dataset, representation="mu", num_labels=100)
        for subject in small.subjects
    ]
    assert [row["accuracy (%)"] for row in found["rows"]] == [100 * probe.accuracy for probe in probes]
    assert [row["name"] for row in found["rows"]] == ["one (yours)", "two (yours)"]
    assert "100 labels, mu" in found["figure"].layout.title.text
    assert "--representation mu --labels 100" in again.commands[0]
