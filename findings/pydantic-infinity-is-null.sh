#!/usr/bin/env bash
# pydantic 2.14.3: a float field of a model that is written as JSON and read again. Expected: what the model takes, its
# JSON gives back, or it is refused at once. Seen: infinity passes `ge=0` and NaN a plain float, both are written as null
# without a word, and the model refuses that null when it is read. So settings that were saved cannot be opened, unless
# the model says `allow_inf_nan=False`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pydantic==2.14.3
"$folder/venv/bin/python" - <<'PY'
from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Settings(BaseModel):
    rate: float = Field(1.0, ge=0)
    weight: float = 1.0


class Strict(Settings):
    model_config = ConfigDict(allow_inf_nan=False)


def is_refused(model, value):
    try:
        model.model_validate(value) if isinstance(value, dict) else model.model_validate_json(value)
    except ValidationError as error:
        print(f"{model.__name__} refuses {value}: {error.errors()[0]['msg']}")
        return True
    return False


for name, value in (("rate", float("inf")), ("weight", float("nan"))):
    assert not is_refused(Settings, {name: value})
    text = Settings(**{name: value}).model_dump_json()
    print(f"Settings takes {name}={value} and writes {text}")
    assert f'"{name}":null' in text, "pydantic behaves otherwise now"
    assert is_refused(Settings, text), "pydantic behaves otherwise now"
    assert is_refused(Strict, {name: value})
PY
