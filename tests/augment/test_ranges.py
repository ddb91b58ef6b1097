import re

import pytest
import torch

from aavae.augment.ranges import check_boxes, check_order, check_range
from aavae.errors import UserError

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize("values", [[0.0, 0.5], [-0.5], []])
def test_values_inside_a_range_pass(values: list[float]) -> None:
    check_range("hue", torch.tensor(values), -0.5, 0.5)


@pytest.mark.parametrize("value", [-0.51, 0.51, NAN, INF, -INF])
def test_a_value_outside_a_range_is_refused_in_one_sentence(value: float) -> None:
    with pytest.raises(UserError, match=rf"^hue: expected values from -0\.5 to 0\.5, got {value:g}\.$"):
        check_range("hue", torch.tensor([0.0, value]), -0.5, 0.5)


def test_a_range_may_be_open_above() -> None:
    check_range("blur_sigma", torch.tensor([0.0, 1e6]), 0)
    with pytest.raises(UserError, match=r"blur_sigma: expected values at least 0, got"):
        check_range("blur_sigma", torch.tensor([-1e-6]), 0)


@pytest.mark.parametrize("row", [[0, 0, 1, 2], [0, 1, 2, 4], [-1, 1, 2, 3]])
def test_an_order_names_each_operation_once(row: list[int]) -> None:
    check_order(torch.tensor([[3, 1, 0, 2]]), 4)
    with pytest.raises(
        UserError, match=rf"expected each of 0, 1, 2, 3 once in every row, got {re.escape(str(row))}\.$"
    ):
        check_order(torch.tensor([[0, 1, 2, 3], row]), 4)


@pytest.mark.parametrize("box", [[0, 0, 32, 48], [0.2, 0.1, 31.8, 47.9], [31.5, 47.5, 0.5, 0.5]])
def test_boxes_inside_the_image_pass_whatever_rounding_did(box: list[float]) -> None:
    check_boxes(torch.tensor([box]), 32, 48)


@pytest.mark.parametrize(
    "box",
    [[-1, 0, 5, 5], [0, -1, 5, 5], [0, 0, 33, 5], [0, 44, 5, 5], [3, 3, 0, 5], [3, 3, 5, 0], [NAN, 0, 5, 5]],
)
def test_boxes_that_stick_out_or_are_empty_are_refused(box: list[float]) -> None:
    with pytest.raises(UserError, match=r"^crop: expected boxes .* inside 32x48 pixels, got"):
        check_boxes(torch.tensor([[0.0, 0, 32, 48], box]), 32, 48)


def test_no_device_is_asked_for_its_values() -> None:
    # A tensor without values cannot be asked: it stands for one on a GPU, in the middle of a recording.
    check_range("hue", torch.empty(3, device="meta"), 0)
    check_order(torch.empty(3, 4, dtype=torch.int64, device="meta"), 4)
    check_boxes(torch.empty(3, 4, device="meta"), 32, 48)
