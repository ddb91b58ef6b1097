"""The form that docs/how_to/add_an_image_form.md adds is recognised, and its files are imported."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

from aavae.__main__ import main
from aavae.data.store import load_dataset
from aavae.importing import forms
from aavae.importing.forms import table
from tests.documents import DOCS, get_arguments, list_commands, read_blocks, read_python

DOCUMENT = DOCS / "how_to" / "add_an_image_form.md"


def test_the_form_of_the_how_to_reads_digits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (source,) = read_python(DOCUMENT)
    path = tmp_path / "pixel_table.py"
    path.write_text(source, encoding="utf-8")
    # The processes that decode import it as well.
    monkeypatch.syspath_prepend(tmp_path)
    spec = importlib.util.spec_from_file_location("pixel_table", path)
    assert spec is not None and spec.loader is not None
    pixel_table = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "pixel_table", pixel_table)
    spec.loader.exec_module(pixel_table)
    place = forms.FORMS.index(table.recognise)
    monkeypatch.setattr(forms, "FORMS", (*forms.FORMS[:place], pixel_table.recognise, *forms.FORMS[place:]))
    values, labels = load_digits(return_X_y=True)
    rows = np.column_stack([labels, np.round(np.asarray(values) / 16 * 255)])
    head = ",".join(["label", *(f"pixel{n}" for n in range(64))])
    np.savetxt(tmp_path / "digits.csv", rows, fmt="%d", delimiter=",", header=head, comments="")
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    commands = [words for block in read_blocks(DOCUMENT.read_text("utf-8")) for words in list_commands(block)]
    assert commands
    for words in commands:
        assert main(get_arguments(words)) == 0
    images = load_dataset("digits")
    assert len(images.train.labels) + len(images.test.labels) == len(rows)
    assert images.train.class_names == tuple("0123456789")
    assert images.train.images.shape[1:] == (3, 32, 32)
