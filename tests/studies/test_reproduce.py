import pytest

from aavae.data.image_set import Dataset
from aavae.methods import MethodName
from aavae.studies.reproduce import Reproduction, check_orders, compare_with_shipped
from aavae.studies.study import Study
from aavae.studies.table import write_table
from tests.studies.examples import finish, make_row, make_table


def test_each_finished_run_stands_beside_the_shipped_figure(micro_study: Study, micro_data: Dataset) -> None:
    first, second = micro_study.plan_runs()
    finish(second)
    (result,) = compare_with_shipped(micro_study)
    assert (result.run, result.method, result.shipped, result.difference) == (
        second.name,
        "aavae",
        None,
        None,
    )
    assert result.interval[0] <= result.accuracy <= result.interval[1]
    finish(first)
    write_table(make_table("zoo", [make_row(0.9)]))
    ae, aavae = compare_with_shipped(micro_study)
    assert (ae.method, ae.shipped) == ("ae", None)
    assert (aavae.shipped, aavae.difference) == (0.9, pytest.approx(aavae.accuracy - 0.9))


def test_the_order_is_checked_where_both_methods_are_there() -> None:
    accuracies: dict[MethodName, float] = {"vae": 0.4, "aavae": 0.5, "simclr": 0.45}
    results = [
        Reproduction(
            run=f"short-{method}-seed-0",
            method=method,
            num_epochs=1,
            accuracy=accuracy,
            interval=(0.0, 1.0),
            shipped=None,
            difference=None,
        )
        for method, accuracy in accuracies.items()
    ]
    above_vae, simclr_above = check_orders(results)
    assert (above_vae.better, above_vae.worse, above_vae.is_reproduced) == ("aavae", "vae", True)
    assert above_vae.gap == pytest.approx(0.1)
    assert (simclr_above.better, simclr_above.worse, simclr_above.is_reproduced) == ("simclr", "aavae", False)
    assert [check.better for check in check_orders(results[:2])] == ["aavae"]
