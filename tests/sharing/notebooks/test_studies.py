from aavae.sharing.notebooks.studies import recompute_studies
from aavae.studies.table import load_table
from tests.sharing.notebooks.conftest import Run


def test_the_notebook_has_the_rows_of_each_table(run_cells: Run) -> None:
    again = recompute_studies({"beta": "beta's command", "ablation": "another"})
    assert any("beta's command" in cell.source for cell in again.cells)
    found = run_cells(again.cells)
    table = load_table("ablation")
    assert table is not None
    assert [row["run"] for row in found["rows"]] == [row.run for row in table.rows]
    assert len(found["figure"].data)
    assert again.commands == ["python -m aavae study show beta", "python -m aavae study show ablation"]
    assert again.seed is None
