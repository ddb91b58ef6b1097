import csv
import io

from aavae.ui.diagnostics.download import format_csv


def test_csv_reads_back_as_it_was() -> None:
    rows = [{"run": "a", "at": "all, as in training", "value": 0.1}, {"run": "b", "at": None, "value": 2}]
    back = list(csv.DictReader(io.StringIO(format_csv(rows))))
    assert back[0] == {"run": "a", "at": "all, as in training", "value": "0.1"}
    assert back[1] == {"run": "b", "at": "", "value": "2"}
