import numpy as np
import pytest

from aavae import language
from aavae.figures.description import describe_rows, format_number
from aavae.figures.maps.embedding import MapPoints, tabulate_embedding
from aavae.figures.model_values import ModelValues
from aavae.figures.probes.accuracy import AccuracyBar, tabulate_accuracy
from aavae.figures.probes.per_class import tabulate_per_class
from aavae.figures.similarity import PairGroup, tabulate_similarity
from aavae.figures.sorted_curves import tabulate_sorted_curves


def test_bars_are_said_with_their_values() -> None:
    bars = [
        AccuracyBar("AAVAE", "aavae", 0.687, 0.678, 0.696),
        AccuracyBar("VAE", "vae", 0.513, 0.504, 0.524),
    ]
    assert describe_rows(tabulate_accuracy(bars)) == "accuracy (%): AAVAE: 68.7; VAE: 51.3."


def test_dots_are_said_by_their_ends_and_what_these_are_of() -> None:
    models = [ModelValues("AAVAE", "aavae", np.array([0.5, 0.8, np.nan]))]
    said = describe_rows(tabulate_per_class(models, ["cat", "ship", "frog"]))
    assert said.endswith("AAVAE: from 50 (cat) to 80 (ship).")


def test_a_curve_is_said_by_its_ends_and_what_is_beyond_them() -> None:
    models = [ModelValues("VAE", "vae", np.array([3.0, 1.0, 2.0])), ModelValues("AE", "ae", np.array([4.0]))]
    said = describe_rows(tabulate_sorted_curves(models, "latents", "KL, nats"))
    # Sorted, the largest first.
    assert said == "KL, nats: VAE: from 3 at 1 to 1 at 3; AE: 4."
    bent = [{"series": "A", "x": x, "y": y} for x, y in enumerate([2.0, 5.0, 1.0, 3.0])]
    assert describe_rows(bent) == "y: A: from 2 at 0 to 3 at 3, at most 5 at 1, at least 1 at 2."


def test_a_histogram_is_said_by_its_peak() -> None:
    values = np.array([0.85] * 7 + [0.05])
    edges = np.array([0.0, 0.4, 0.8, 0.9, 1.0])
    said = describe_rows(
        tabulate_similarity([PairGroup("same", "same image", "#000000", values)], edges=edges)
    )
    assert said == "count: same image: from 1 at 0 to 0 at 0.9, at most 7 at 0.8."


def test_a_map_is_said_by_its_points_and_classes() -> None:
    points = MapPoints(np.zeros((3, 2)), np.array([0, 1, 1]), ["cat", "ship"], np.arange(3))
    assert describe_rows(tabulate_embedding(points)) == "3 points of 2 classes: cat, ship."


def test_many_groups_are_not_all_read_out() -> None:
    bars = [{"name": f"bar {number}", "height": float(number)} for number in range(12)]
    assert describe_rows(bars) == "height: from 0 (bar 0) to 11 (bar 11)."
    curves = [{"series": f"line {number}", "x": x, "y": 1.0} for number in range(10) for x in (0, 1)]
    assert describe_rows(curves).endswith("; and 2 more.")


def test_rows_without_a_number_say_nothing() -> None:
    assert describe_rows([]) == ""
    assert describe_rows([{"name": "a", "value": float("nan")}]) == ""
    assert describe_rows([{"switch": "on"}, {"switch": 1.0}]) == ""


def test_a_column_is_named_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_find_language", [lambda: "de"])
    monkeypatch.setattr("aavae.figures.description._", {"height": "Höhe"}.__getitem__)
    assert describe_rows([{"name": "a", "height": 12_345.0}]) == "Höhe: a: 12\u202f345."


def test_numbers_are_short() -> None:
    assert [format_number(number) for number in (0.12345, 12.345, 7_188_480, -0.0001)] == [
        "0.123",
        "12.3",
        "7,188,480",
        "-0.0001",
    ]
