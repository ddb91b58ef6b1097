import shutil

import pytest

from aavae.data.image_set import Dataset
from aavae.errors import UserError
from aavae.runs.publish import publish
from aavae.studies.collect import collect
from aavae.studies.study import Study
from aavae.studies.table import write_table
from tests.studies.examples import finish, make_row, make_table

pytestmark = pytest.mark.usefixtures("kept_cache")


def test_only_finished_runs_have_a_row_in_the_order_of_cells_and_seeds(
    micro_study: Study, micro_data: Dataset
) -> None:
    first, second = micro_study.cells
    planned = [
        micro_study.plan_run(cell, seed) for cell, seed in ((second, 1), (second, 0), (first, 0), (first, 2))
    ]
    for run in planned:
        finish(run)
    table = collect(micro_study)
    # The third seed of the first cell counts once the second is there.
    assert [row.run for row in table.rows] == [planned[2].name, planned[1].name, planned[0].name]
    assert [row.settings for row in table.rows] == [first.settings, second.settings, second.settings]
    assert (table.study, table.budget, table.data) == ("micro", "study", "tiny")
    assert table.data_digest == micro_data.digest
    assert table.class_names == list(micro_data.train.class_names)


def test_a_table_grows_piece_by_piece_on_several_machines(micro_study: Study, micro_data: Dataset) -> None:
    here, elsewhere = micro_study.plan_runs()
    shipped = make_row(0.9, run=elsewhere.name, num_epochs=2)
    old = make_row(0.1, run=here.name, num_epochs=2)
    write_table(make_table("micro", [shipped, old], data_digest=micro_data.digest))
    finish(here)
    rows = collect(micro_study).rows
    assert [row.run for row in rows] == [here.name, elsewhere.name]
    assert rows[0].images_per_second == 200.0
    assert rows[1] == shipped


def test_the_row_of_a_shipped_model_stays_what_its_run_was(micro_study: Study, micro_data: Dataset) -> None:
    shipped, here = micro_study.plan_runs()
    run = finish(shipped)
    publish(run, shipped.name)
    shutil.rmtree(run.layout.path)
    finish(here)
    assert collect(micro_study).rows[0].images_per_second == 200.0
    row = make_row(0.9, run=shipped.name, num_epochs=2)
    write_table(make_table("micro", [row], data_digest=micro_data.digest))
    assert collect(micro_study).rows[0] == row


def test_shipped_rows_of_other_images_or_another_length_are_left_out(
    micro_study: Study, micro_data: Dataset
) -> None:
    here, elsewhere = micro_study.plan_runs()
    finish(here)
    lines: list[str] = []
    write_table(make_table("micro", [make_row(run=elsewhere.name, num_epochs=2)]))
    assert [row.run for row in collect(micro_study, lines.append).rows] == [here.name]
    assert f"{elsewhere.name}: left out, its shipped row is of other images." in lines
    longer = make_row(run=elsewhere.name, num_epochs=3)
    write_table(make_table("micro", [longer], data_digest=micro_data.digest))
    assert [row.run for row in collect(micro_study).rows] == [here.name]


def test_without_runs_the_table_is_the_shipped_one(micro_study: Study) -> None:
    with pytest.raises(UserError, match="study run micro"):
        collect(micro_study)
    table = make_table("micro", [make_row(run=micro_study.plan_runs()[0].name, num_epochs=2)])
    write_table(table)
    assert collect(micro_study) == table


def test_the_untrained_encoder_comes_last(micro_study: Study, micro_data: Dataset) -> None:
    finish(micro_study.plan_runs()[0])
    rows = collect(micro_study._replace(has_untrained=True)).rows
    assert [row.method for row in rows] == ["ae", "untrained"]
