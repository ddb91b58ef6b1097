from collections.abc import Mapping, Sequence

import pytest

from aavae.errors import UserError
from aavae.importing.label_column import (
    MAX_CLASSES,
    Candidate,
    Value,
    check_classes,
    choose_label_column,
    is_integer,
    list_names,
)


def make_candidate(*values: Value, class_names: tuple[str, ...] | None = None) -> Candidate:
    return Candidate(dict.fromkeys(values), len(values), class_names)


def choose(
    columns: Mapping[str, Sequence[Value]],
    asked: str | None = None,
    is_table: bool = False,
    **others: Candidate,
) -> tuple[str | None, tuple[str, ...]]:
    """Chooses among columns whose values are given row by row."""

    def group_same(names: Sequence[str]) -> list[list[str]]:
        groups: dict[tuple[int, ...], list[str]] = {}
        for name in names:
            values = list(columns.get(name, (name,)))
            groups.setdefault(tuple(map(values.index, values)), []).append(name)
        return list(groups.values())

    candidates = {name: make_candidate(*values) for name, values in columns.items()} | others
    return choose_label_column(candidates, asked, "a file", group_same, is_table)


@pytest.mark.parametrize(
    ("values", "is_whole", "is_measured", "has_few_values"),
    [
        (["cat", "dog"], False, False, True),
        (["1", "-2", "+3", "4.0"], True, False, True),
        (["1", "2.5"], False, True, False),
        (["1e-5", ".5", "7."], False, True, False),
        (["1", "unknown"], False, False, True),
        (["x" * 101], False, False, False),
        ([f"text {number}" for number in range(MAX_CLASSES)], False, False, True),
        ([f"text {number}" for number in range(MAX_CLASSES + 1)], False, False, False),
    ],
)
def test_what_may_be_labels(
    values: list[str], is_whole: bool, is_measured: bool, has_few_values: bool
) -> None:
    column = make_candidate(*values)
    assert (is_integer(values), column.is_measured) == (is_whole, is_measured)
    assert column.has_few_values is has_few_values


def test_a_column_without_values_has_not_few() -> None:
    assert not make_candidate().has_few_values
    assert not make_candidate().is_likely


@pytest.mark.parametrize("is_table", [False, True])
class TestAlike:
    """What holds beside pictures and in files with pictures alike."""

    def test_columns_that_say_the_same_are_one_and_texts_are_best(self, is_table: bool) -> None:
        columns = {"label": [3, 4, 3], "class_name": ["a", "b", "a"], "id": [1, 2, 3]}
        assert choose(columns, is_table=is_table) == ("class_name", ())

    def test_columns_that_say_something_else_must_be_chosen(self, is_table: bool) -> None:
        columns = {"label": [3, 4, 3], "category": ["a", "b", "b"]}
        with pytest.raises(
            UserError,
            match=r"several columns of a file may be the labels \('label', 'category'\): choose one",
        ):
            choose(columns, is_table=is_table)
        assert choose(columns, "category", is_table) == ("category", ())

    def test_one_whose_values_come_again_goes_before_another_of_few_values(self, is_table: bool) -> None:
        columns = {"label": ["a", "b", "c", "a", "b"], "source": ["x", "y", "x", "y", "x"]}
        assert choose(columns, is_table=is_table) == ("label", ())

    def test_one_whose_values_are_all_different_or_the_same_yields(self, is_table: bool) -> None:
        for label in (["a", "b", "c", "d"], ["a"] * 4):
            columns = {"label": label, "hue": ["x", "y", "x", "y"]}
            assert choose(columns, is_table=is_table)[0] == "hue"
            assert choose({"label": label, "id": [1, 2, 3, 4]}, is_table=is_table)[0] == "label"

    def test_the_plain_name_goes_before_one_with_a_word_more(self, is_table: bool) -> None:
        columns = {"Class Name": ["a", "b", "a", "b"], "label_source": ["x", "x", "y", "y"]}
        assert choose(columns, is_table=is_table) == ("Class Name", ())

    def test_measures_are_no_labels_unless_they_are_asked_for(self, is_table: bool) -> None:
        columns = {"target": ["0.5", "1.5", "0.5", "1.5"]}
        assert choose(columns, is_table=is_table) == (None, ())
        assert choose(columns, "target", is_table) == ("target", ())

    def test_one_that_is_not_there_is_refused(self, is_table: bool) -> None:
        with pytest.raises(UserError, match=r"no column 'hue' with labels in a file: it has none\."):
            choose({}, "hue", is_table)
        with pytest.raises(UserError, match=r"no column 'hue' with labels in a file: it has 'hue', 'id'\."):
            choose({"hue": [], "id": [1, 2]}, "hue", is_table)

    @pytest.mark.parametrize(
        ("values", "message"),
        [
            (range(MAX_CLASSES + 1), "'label' in a file has more than 2,000 different values, which are no"),
            (["x" * 101, "y"], "'label' in a file has texts of more than 100 characters"),
            (["\x1b[31mred", "y"], r"'label' in a file has control characters in '\\x1b\[31mred': replace"),
        ],
    )
    def test_values_that_are_no_classes_are_refused(
        self, values: Sequence[Value], message: str, is_table: bool
    ) -> None:
        for asked in (None, "label"):
            with pytest.raises(UserError, match=message) as caught:
                choose({"label": values}, asked, is_table)
            assert ("or remove the table" in str(caught.value)) is (is_table and "replace" not in message)

    def test_several_labels_a_picture_are_refused(self, is_table: bool) -> None:
        with pytest.raises(UserError, match="'tags' in a file has several labels an image"):
            choose({}, "tags", is_table, tags=Candidate((), 0, several=True))


class TestInAFileWithPictures:
    def test_class_names_of_the_file_come_before_the_name_of_the_column(self) -> None:
        breed = make_candidate(0, 1, class_names=("a", "b"))
        assert choose({"label": [3, 4]}, breed=breed) == ("breed", ())

    def test_a_name_may_have_the_word_in_it(self) -> None:
        columns = {"image_class": ["a", "b", "a", "b"], "hue": ["x", "x", "y", "y"]}
        assert choose(columns) == ("image_class", ())

    def test_a_single_column_of_few_values_is_taken_and_said(self) -> None:
        columns = {"hue": ["a", "b", "a", "b"], "id": [1, 2, 3, 4], "ok": [1, 1, 1, 1]}
        name, notes = choose(columns)
        assert name == "hue"
        assert "'hue'" in notes[0]

    def test_of_several_columns_of_few_values_none_is_taken(self) -> None:
        name, notes = choose({"hue": ["a", "b", "a", "b"], "size": [1, 1, 2, 2]})
        assert name is None
        assert "'hue', 'size' could be: choose one with --label-column" in notes[0]

    def test_another_column_is_none_because_it_is_the_only_one(self) -> None:
        assert choose({"id": [1, 2, 3, 4]}) == (None, ())

    def test_several_labels_a_picture_are_refused_by_the_name_alone(self) -> None:
        with pytest.raises(UserError, match="'labels' in a file has several labels an image"):
            choose({"id": [1, 2]}, labels=Candidate((), 0, several=True))


class TestInATableBesidePictures:
    def test_the_only_column_is_that_of_the_labels(self) -> None:
        assert choose({"kind": ["a", "b"]}, is_table=True) == ("kind", ())
        assert choose({"kind": ["a", "b"], "empty": []}, is_table=True) == ("kind", ())

    def test_of_several_columns_of_few_values_one_must_be_chosen(self) -> None:
        columns = {"label_source": ["a", "b", "a", "b"], "size": [1, 1, 2, 2]}
        with pytest.raises(UserError, match=r"may be the labels \('label_source', 'size'\)"):
            choose(columns, is_table=True)


def test_named_classes_may_be_many() -> None:
    named = make_candidate(*range(MAX_CLASSES + 1), class_names=("a",) * (MAX_CLASSES + 1))
    check_classes("it", named)


def test_a_dozen_names_are_listed() -> None:
    assert list_names([]) == "none"
    assert list_names([f"c{n}" for n in range(14)]).endswith("'c10', 'c11' and 2 more")
