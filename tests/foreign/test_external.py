import json
from pathlib import Path

import pytest

from aavae.errors import UserError
from aavae.evaluation.subject import find_subject, list_subjects
from aavae.foreign.external import (
    BroughtFile,
    EncoderConfig,
    External,
    create_external,
    delete_external,
    find_external,
    list_damaged_externals,
    list_externals,
)
from aavae.paths import runs_dir
from aavae.runs.registry import find_run, list_damaged_runs, list_runs
from tests.conftest import make_run

CONFIG = EncoderConfig(
    encoder=BroughtFile(name="net.onnx", sha256="0" * 64),
    image_size=32,
    features="h",
    width=6,
    latent_dim=None,
)


def create(name: str, config: EncoderConfig = CONFIG) -> External:
    return create_external(name, config, lambda external: external.encoder.write_bytes(b"an encoder"))


def test_what_was_created_is_found_by_name_and_by_directory() -> None:
    created = create("theirs")
    assert list_externals() == [created]
    assert find_external("theirs") == find_external(str(created.path)) == created
    assert created.encoder.read_bytes() == b"an encoder"
    assert (
        find_external("other")
        is find_external("")
        is find_external("a" * 5_000)
        is find_external("\0")
        is None
    )


def test_it_is_no_run_and_takes_the_name_of_none() -> None:
    make_run("mine")
    create("theirs")
    assert [run.name for run in list_runs() if not run.shipped] == ["mine"]
    assert list_damaged_runs() == []
    assert {"mine", "theirs"} <= {subject.name for subject in list_subjects()}
    with pytest.raises(UserError, match="'theirs' comes from other software and is no run"):
        find_run("theirs")
    for name in ("mine", "theirs", "none", "a/b"):
        with pytest.raises(UserError):
            create(name)


def test_what_cannot_be_filled_leaves_nothing() -> None:
    def fill(external: External) -> None:
        external.encoder.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(UserError, match="cannot be made"):
        create_external("theirs", CONFIG, fill)
    assert list(runs_dir().iterdir()) == []


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"kind": "encoder"}', '{"kind": "oracle"}'])
def test_a_damaged_one_is_named_and_affects_no_other(text: str) -> None:
    create("theirs")
    damaged = create("damaged").path / "external.json"
    damaged.write_text(text)
    assert [external.name for external in list_externals()] == ["theirs"]
    assert [name for name, _ in list_damaged_externals()] == ["damaged"]
    with pytest.raises(UserError, match=r"'damaged' is damaged .*: delete it, and import it again"):
        find_subject("damaged")
    delete_external("damaged")
    assert list_damaged_externals() == []


def test_only_what_is_there_can_be_deleted() -> None:
    run = make_run("mine")
    create("theirs")
    delete_external("theirs")
    for name in ("theirs", "mine", "../runs", ""):
        with pytest.raises(UserError, match="There is no encoder and there are no vectors"):
            delete_external(name)
    assert run.layout.config.exists()


def test_names_of_files_are_no_part_of_the_digest_and_all_else_is() -> None:
    renamed = CONFIG.model_copy(update={"encoder": BroughtFile(name="b.onnx", sha256="0" * 64)})
    other_file = CONFIG.model_copy(update={"encoder": BroughtFile(name="net.onnx", sha256="1" * 64)})
    resized = CONFIG.model_copy(update={"resize": True})
    digests = [
        External("a", config, Path("/a")).compute_digest()
        for config in (CONFIG, renamed, other_file, resized)
    ]
    assert digests[0] == digests[1] and len(set(digests)) == 3


def test_unknown_settings_are_refused() -> None:
    path = create("theirs").path / "external.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"run_this": "x"}))
    assert list_externals() == []
