import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aavae.data.image_set import Dataset
from aavae.data.meta import describe, read_meta, write_meta


def test_a_description_survives_the_disk(tmp_path: Path, draw_dataset: Callable[..., Dataset]) -> None:
    dataset = draw_dataset()
    meta = describe(dataset, "drawn")
    write_meta(meta, tmp_path / "meta.json")
    assert read_meta(tmp_path / "meta.json") == meta
    assert (meta.num_train, meta.num_test, meta.size) == (12, 6, (5, 7))
    assert (meta.name, meta.class_names, meta.digest) == ("noise", ("a", "b", "c"), dataset.digest)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("num_train", -1),
        ("num_test", "many"),
        ("class_names", [1]),
        ("num_labelled", [12]),
        ("num_labelled", [-1, 6]),
        ("size", [32]),
        ("digest", "short"),
        ("unknown", 1),
    ],
)
def test_an_invalid_description_is_refused(
    tmp_path: Path, draw_dataset: Callable[..., Dataset], key: str, value: Any
) -> None:
    fields = json.loads(describe(draw_dataset(), "drawn").model_dump_json())
    path = tmp_path / "meta.json"
    path.write_text(json.dumps(fields | {key: value}), encoding="utf-8")
    with pytest.raises(ValueError, match=key):
        read_meta(path)
