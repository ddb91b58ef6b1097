from typing import Any

import torch

from aavae.nn.collectives import count_processes, gather_rows


def test_rows_come_in_the_order_of_the_ranks(of_two_processes: list[dict[str, Any]]) -> None:
    expected = torch.tensor([[0.0, 1], [2, 3], [10, 11], [12, 13]])
    for results in of_two_processes:
        assert torch.equal(results["gather"]["gathered"], expected)


def test_a_row_s_gradient_is_the_sum_of_what_all_processes_do_with_it(
    of_two_processes: list[dict[str, Any]],
) -> None:
    # Row i of the four counts i + 1 times in the first process's loss, and twice that in the second's.
    first, second = (results["gather"]["rows.grad"] for results in of_two_processes)
    assert torch.equal(first, torch.tensor([[3.0, 3], [6, 6]]))
    assert torch.equal(second, torch.tensor([[9.0, 9], [12, 12]]))


def test_one_process_keeps_its_rows() -> None:
    rows = torch.ones(2, 3)
    assert count_processes() == 1
    assert gather_rows(rows) is rows
