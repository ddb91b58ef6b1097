import json
import subprocess
import sys

import pytest
from pydantic import ValidationError

from aavae.errors import UserError
from aavae.studies.table import load_table, table_path, write_table
from tests.studies.examples import make_row, make_table


def test_a_table_comes_back_as_it_was_written() -> None:
    settings = {"augment": True, "batch_size": 128, "beta": 0.001, "recipe": "ours"}
    rows = [
        make_row(settings=settings),
        make_row(run="untrained", method="untrained", device=None, images_per_second=None, kl=None),
    ]
    table = make_table("beta", rows)
    write_table(table)
    loaded = load_table("beta")
    assert loaded is not None and loaded == table
    assert [type(value) for value in loaded.rows[0].settings.values()] == [bool, int, float, str]


def test_a_study_without_a_table_is_none() -> None:
    assert load_table("beta") is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"study": "beta"}', "\xff"])
def test_a_damaged_table_is_one_clear_sentence(text: str) -> None:
    table_path("beta").parent.mkdir()
    table_path("beta").write_text(text, encoding="latin-1")
    with pytest.raises(UserError, match=r"beta\.json is damaged: .* study table beta --ship"):
        load_table("beta")


def test_an_unknown_key_is_an_error_and_no_misspelt_number_is_lost() -> None:
    with pytest.raises(ValidationError, match="probes"):
        make_row(probes={})


def test_a_number_that_is_not_finite_is_an_error() -> None:
    with pytest.raises(ValidationError, match="kl"):
        make_row(kl=float("inf"))


def test_a_table_that_cannot_be_written_is_a_user_error() -> None:
    table_path("beta").parent.write_text("a file in the folder's place")
    with pytest.raises(UserError, match="cannot be written"):
        write_table(make_table("beta", []))


def test_reading_tables_and_plans_imports_no_torch() -> None:
    modules = ("available", "effects", "export", "paper", "registry", "spread", "table")
    script = f"import sys; {'; '.join(f'import aavae.studies.{name}' for name in modules)}; "
    script += "import json; print(json.dumps('torch' in sys.modules))"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(result.stdout) is False
