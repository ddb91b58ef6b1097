import csv
import io

from aavae.studies.export import to_csv
from tests.studies.examples import make_row, make_table


def test_a_line_a_run_with_a_column_for_everything_nested() -> None:
    rows = [
        make_row(0.5, settings={"batch_size": 128}, per_class=[0.1 * index for index in range(10)]),
        make_row(0.6, run="other, with a comma", method="simclr", settings={"recipe": "ours"}, kl=None),
    ]
    first, second = csv.DictReader(io.StringIO(to_csv(make_table("sensitivity", rows)).decode("utf-8-sig")))
    assert (float(first["probe.h"]), float(first["interval.low"])) == (0.5, 0.49)
    assert float(first["per_class.c"]) == 0.2
    assert (first["settings.batch_size"], first["settings.recipe"]) == ("128", "")
    assert (second["settings.batch_size"], second["settings.recipe"]) == ("", "ours")
    assert (second["run"], second["kl"], second["auc.mu"]) == ("other, with a comma", "", "0.8")


def test_without_labels_there_is_neither_a_probe_nor_a_class() -> None:
    row = make_row(probe={}, interval=None, per_class=[], knn={})
    (line,) = csv.DictReader(io.StringIO(to_csv(make_table("zoo", [row])).decode("utf-8-sig")))
    assert (line["interval.low"], line["interval.high"], line["auc.mu"]) == ("", "", "0.8")
    assert not any(name.startswith(("probe", "per_class", "knn")) for name in line)


def test_a_table_without_rows_is_an_empty_line() -> None:
    assert to_csv(make_table("beta", [])).decode("utf-8-sig").strip() == ""
