import numpy as np
import pytest

from aavae.api.arguments import check_choice, check_count, check_representation, check_seed
from aavae.errors import UserError


@pytest.mark.parametrize("value", [2, 5, np.int64(3)])
def test_a_whole_number_in_range_comes_back_as_python_s(value: int) -> None:
    found = check_count("k", value, least=2, most=5)
    assert found == value
    assert type(found) is int


@pytest.mark.parametrize("value", [1, 6, 2.0, True, "3", None, float("nan")])
def test_any_other_number_is_a_sentence(value: object) -> None:
    with pytest.raises(UserError, match=r"^k: give a whole number from 2 to 5, not .*\.$"):
        check_count("k", value, least=2, most=5)


def test_without_a_largest_number_it_is_that_or_more() -> None:
    assert check_count("k", 10**12, least=1) == 10**12
    with pytest.raises(UserError, match="of 1,000 or more"):
        check_count("k", 999, least=1_000)


def test_a_seed_is_one_that_a_run_can_have() -> None:
    assert check_seed(2**31 - 1) == 2**31 - 1
    for wrong in (-1, 2**31, 0.5):
        with pytest.raises(UserError, match="seed: "):
            check_seed(wrong)


@pytest.mark.parametrize("value", ["H", "", None, 1, ["h"], np.array(["h", "mu"])])
def test_a_word_that_is_no_choice_is_a_sentence(value: object) -> None:
    with pytest.raises(UserError, match=r"representation: give one of 'h', 'mu', 'z', not"):
        check_representation(value)
    check_choice("device", "cpu", ["cpu", "gpu"])
