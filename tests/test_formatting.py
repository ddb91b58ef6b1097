import pytest

from aavae.formatting import format_bytes, format_duration, format_measure, format_range


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.4, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (125, "2 min 05 s"),
        (3_599.4, "59 min 59 s"),
        (3_599.6, "1 h 00 min"),
        (3_900, "1 h 05 min"),
        (86_369, "23 h 59 min"),
        (86_371, "1 day 0 h"),
        (200_000, "2 days 8 h"),
        (40_000_000, "462 days 23 h"),
    ],
)
def test_a_duration_is_its_two_largest_units(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.1, 0.4, "about 1 second"),
        (41, 43, "between 40 and 45 seconds"),
        (4.2, 4.4, "about 4 seconds"),
        (70, 99, "between 70 and 100 seconds"),
        (81, 121, "between 1 and 2 minutes"),
        (200, 290, "between 3 and 5 minutes"),
        (3_300, 4_400, "between 55 and 75 minutes"),
        (5_000, 8_000, "between 1 and 2 hours"),
        (120_000, 170_000, "between 35 and 45 hours"),
        (170_000, 260_000, "between 2 and 3 days"),
        (86_400 * 400, 86_400 * 404, "about 400 days"),
        (86_400 * 1_204, 86_400 * 1_444, "between 1,200 and 1,440 days"),
    ],
)
def test_a_duration_that_is_not_known_exactly_is_a_range_in_one_unit(
    low: float, high: float, text: str
) -> None:
    assert format_range(low, high) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (25_091_512, "25 MB"),
        (9_940_000, "9.9 MB"),
        (9_960_000, "10 MB"),
        (999_400_000, "999 MB"),
        (999_600_000, "1.0 GB"),
        (31_200_000_000, "31 GB"),
        (2.3e12, "2.3 TB"),
        (2.3e18, "2,300 PB"),
    ],
)
def test_a_size_is_in_the_unit_that_needs_fewest_digits(count: float, text: str) -> None:
    assert format_bytes(count) == text


@pytest.mark.parametrize(("number", "text"), [(2_998.0, "2,998"), (0.25, "0.25"), (65_535, "65,535")])
def test_a_measure_has_its_thousands_apart(number: float, text: str) -> None:
    assert format_measure(number) == text
