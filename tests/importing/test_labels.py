import numpy as np
import pytest

from aavae.errors import UserError
from aavae.importing.label_column import MAX_CLASSES
from aavae.importing.labels import Column, Value, choose_labels, encode_labels


def make_column(*values: Value | None, class_names: tuple[str, ...] | None = None) -> Column:
    column = Column(class_names=class_names)
    column.extend(values)
    return column


def test_integers_are_ordered_by_size_and_minus_one_is_none() -> None:
    labels, class_names = encode_labels(make_column(10, 9, -1, None, 10))
    assert class_names == ("9", "10")
    assert labels.tolist() == [1, 0, -1, -1, 1]
    assert labels.dtype == np.int64


def test_texts_are_ordered_by_their_letters() -> None:
    labels, class_names = encode_labels(make_column("dog", "cat", "", "dog"))
    assert class_names == ("cat", "dog")
    assert labels.tolist() == [1, 0, -1, 1]


def test_class_names_keep_their_order_and_may_be_named_by_value() -> None:
    column = make_column(1, "dog", -1, class_names=("dog", "cat", "cow"))
    labels, class_names = encode_labels(column)
    assert class_names == ("dog", "cat", "cow")
    assert labels.tolist() == [1, 0, -1]


@pytest.mark.parametrize("value", [2, -2, "cow"])
def test_a_value_without_a_class_name_is_refused(value: Value) -> None:
    with pytest.raises(UserError, match="there are 2 class names"):
        encode_labels(make_column(0, value, class_names=("dog", "cat")))


def test_no_values_are_no_labels() -> None:
    labels, class_names = encode_labels(Column())
    assert (len(labels), class_names) == (0, ())


def test_values_can_be_given_as_rows_of_the_different_ones() -> None:
    column = make_column("a")
    column.extend_encoded(["b", None, "a"], np.array([2, 0, -1, 1]))
    assert encode_labels(column)[0].tolist() == [0, 0, 1, -1, -1]


def test_columns_that_say_the_same_are_one_and_texts_are_best() -> None:
    columns = {
        "label": make_column(3, 4, 3),
        "class_name": make_column("a", "b", "a"),
        "id": make_column(1, 2, 3),
    }
    assert choose_labels(columns, None, "a table") == ("class_name", ())


def test_columns_that_lack_a_value_in_other_places_say_something_else() -> None:
    columns = {"label": make_column(3, 4, 3, 4), "class_name": make_column("a", "b", "a", None)}
    with pytest.raises(
        UserError, match=r"several columns of a table may be the labels \('label', 'class_name'"
    ):
        choose_labels(columns, None, "a table")


def test_a_picture_without_a_value_does_not_count() -> None:
    columns = {"hue": make_column("a", "b", *[None] * 8)}
    assert columns["hue"].candidate.filled == 2
    assert choose_labels(columns, None, "a table") == (None, ())


def test_too_many_values_are_not_kept() -> None:
    text = make_column(*(f"{row}" for row in range(3 * MAX_CLASSES)))
    assert len(text.values) == MAX_CLASSES + 1
    with pytest.raises(UserError, match="no classes"):
        choose_labels({"target": text}, None, "a table")
    columns = {"target": text, "label": make_column(*range(10)), "caption": text}
    assert choose_labels(columns, None, "a table") == ("label", ())
