"""Whatever a document tells a reader to run is run, in the order of the document: Python and commands.

The tables say what is added to a command to make it quick, and what is run by other tests, and why.
"""

import contextlib
import dataclasses
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
from PIL import Image

from aavae.__main__ import main
from aavae.data.disk import write_set
from aavae.paths import ROOT, data_dir
from tests.conftest import draw_dataset
from tests.documents import (
    DOCUMENTS,
    PYTHONS,
    Block,
    get_arguments,
    list_commands,
    list_inline_commands,
    name_document,
    read_blocks,
)
from tests.foreign.onnx_files import write_encoder
from tests.foreign.reference_file import draw_weights, make_content, write_checkpoint

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


class Elsewhere(NamedTuple):
    """Why something is not run here; a file of the repository that runs it, and words of that file."""

    reason: str
    file: str
    words: str


_FEW_IMAGES = "--data tiny"
"""10,000 images take minutes to train on, and most of a minute to evaluate: here they are 64 and 40."""
_SAY = "--dry-run"
"""make says what it would do: it knows the target. It would install, serve, or run these tests."""
ADDED: dict[str, str] = {
    "train --method vae --num-epochs 5 --name mine": _FEW_IMAGES,
    "train --method vae --name later --queue": _FEW_IMAGES,
    "train --method ae --num-epochs 1 --name mine": _FEW_IMAGES,
    "evaluate mine": _FEW_IMAGES,
    "represent aavae --out aavae.parquet": _FEW_IMAGES,
    "represent aavae --out aavae-projector --format projector --images test": _FEW_IMAGES,
    "similarity mine": _FEW_IMAGES,
}
"""What is added to a command, by its arguments."""

_SERVER = "it serves until it is ended"
_NETWORK = "it needs a network"
_HOURS = "it trains for minutes, most of them for hours"
_SHIPS = "it writes into the repository"
_NAMED = "a command's name, or a place for one: no whole command"
_STUDY = "tests/commands/test_study.py"
_WHOLE = "tests/test_docs.py"
_SLURM = Elsewhere("it needs Slurm", "tests/jobs/test_slurm.py", "train_on_slurm.md")
_FORM = Elsewhere(
    "it needs the form that the page adds", "tests/importing/forms/test_how_to.py", "add_an_image_form.md"
)
ELSEWHERE: dict[str, Elsewhere] = {
    "aavae app": Elsewhere(_SERVER, "tests/browser/test_package.py", "installed.serve()"),
    "aavae app --serve class": Elsewhere(_SERVER, "tests/browser/test_class_server.py", "class"),
    "aavae app --serve class --address 0.0.0.0": Elsewhere(
        _SERVER, "tests/ui/server/test_server.py", '"--server.address", "0.0.0.0"'
    ),
    "AAVAE_ADMIN_EMAILS=ada@example.org,bo@example.org aavae app --serve class": Elsewhere(
        _SERVER, "tests/browser/class_server.py", "AAVAE_ADMIN_EMAILS"
    ),
    "STREAMLIT_SERVER_BASE_URL_PATH=lab aavae app": Elsewhere(
        _SERVER, "tests/ui/server/test_health.py", "STREAMLIT_SERVER_BASE_URL_PATH"
    ),
    "python -m aavae.ui.server --server.baseUrlPath lab": Elsewhere(
        _SERVER, "tests/browser/conftest.py", "--server.baseUrlPath"
    ),
    "docker compose up": Elsewhere("it needs Docker", "tests/test_image.py", "compose.yaml"),
    "docker compose stop": Elsewhere("it needs Docker", "tests/test_image.py", "compose.yaml"),
    "docker build --build-arg TORCH=cuda .": Elsewhere("it needs Docker", "tests/test_image.py", "TORCH"),
    "python -m pip install .": Elsewhere(_NETWORK, "tests/browser/test_package.py", "self.install("),
    "python -m tests.browser.forbidden_acts": Elsewhere(
        _SHIPS, "tests/browser/test_forbidden_acts.py", "forbidden_acts"
    ),
    "python -m pip install .[login]": Elsewhere(_NETWORK, "tests/ui/server/test_login.py", "authlib"),
    "pip install .": Elsewhere(_NETWORK, "tests/browser/test_package.py", "self.install("),
    "pip install jupyterlab ipywidgets": Elsewhere(_NETWORK, "tests/api/test_notebook.py", "notebook.ipynb"),
    "python -m playwright install chromium": Elsewhere(
        _NETWORK, "tests/browser/conftest.py", "launch_chromium"
    ),
    "python -m pytest tests/analysis/maps": Elsewhere("`make test` runs it", "Makefile", "PYTEST"),
    "data download cifar10": Elsewhere(_NETWORK, "tests/importing/test_download.py", "cifar10"),
    "study run ablation": Elsewhere(_HOURS, _STUDY, '"run", "zoo"'),
    "study run zoo": Elsewhere(_HOURS, _STUDY, '"run", "zoo"'),
    "study reproduce": Elsewhere(_HOURS, _STUDY, '"reproduce"'),
    "model export aavae --out aavae.zip": Elsewhere(
        "ten seconds, as those of docs/models.md", "tests/sharing/test_model_export.py", "encoder.onnx"
    ),
    "pitfalls": Elsewhere(_HOURS, "tests/commands/test_pitfalls.py", '"pitfalls"'),
    "pitfalls collapse": Elsewhere(_HOURS, "tests/commands/test_pitfalls.py", '"pitfalls"'),
    "publish hour-aavae-seed-0 --name aavae": Elsewhere(_SHIPS, "tests/runs/test_publish.py", "publish"),
    "evaluate aavae --ship": Elsewhere(_SHIPS, "tests/commands/test_evaluate.py", "test_shipping"),
    "evaluate ae vae dae aavae aavae-features simclr untrained pixels --data cifar10 --ship": Elsewhere(
        _SHIPS, "tests/test_shipped.py", "results"
    ),
    **{
        name: Elsewhere(_NAMED, _WHOLE, "parse(arguments)")
        for name in (
            "COMMAND --help",
            "data download NAME",
            "data import",
            "diagnose --only verdict",
            "docker stop",
            "evaluate",
            "evaluate MODEL --ship",
            "evaluate NAME",
            "generate",
            "knn",
            "pip install",
            "probe",
            "similarity",
            "train",
        )
    },
}
"""Commands that do not run here, by their arguments, or, of another program, by all of their words."""
_ONCE = {"model export aavae"}
"""Ten seconds: run in the first document of those that say it."""
_ran: set[str] = set()
DOCUMENTS_ELSEWHERE: dict[str, Elsewhere] = {
    "docs/how_to/train_on_slurm.md": _SLURM,
    "docs/how_to/add_an_image_form.md": _FORM,
}
PYTHON_ELSEWHERE: dict[str, Elsewhere] = {
    "docs/encoders.md": Elsewhere(
        "what it writes is imported", "tests/foreign/test_encoder_recipes.py", "encoders.md"
    ),
    "docs/class.md": Elsewhere("it is for a page", "tests/pages/test_how_to.py", "class.md"),
    "docs/how_to/add_a_page.md": Elsewhere("it is for a page", "tests/pages/test_how_to.py", "add_a_page.md"),
    "docs/how_to/add_an_image_form.md": _FORM,
}
"""Documents whose Python other tests run."""
_GIVEN: dict[str, Callable[[], dict[str, Any]]] = {
    "docs/translating.md": lambda: {"run": SimpleNamespace(name="mine"), "count": 3},
    "docs/serving.md": lambda: {"c": SimpleNamespace(ServerProxy=SimpleNamespace())},
}
"""What the Python of a document finds there: a page's variables, Jupyter's configuration."""


def write_pictures(path: Path, splits: tuple[str, ...]) -> None:
    rng = np.random.default_rng(0)
    with zipfile.ZipFile(path, "w") as archive:
        for split in splits:
            for number in range(24):
                encoded = io.BytesIO()
                picture = rng.integers(0, 256, (40, 40, 3), np.uint8)
                Image.fromarray(picture).save(encoded, "PNG")
                kind = ("cat", "dog")[number % 2]
                archive.writestr(f"{split}/{kind}/{number}.png", encoded.getvalue())


def write_vectors(path: Path) -> None:
    rng = np.random.default_rng(0)
    np.savez(path, train=rng.random((64, 8)), test=rng.random((40, 8)))


FILES: dict[str, Callable[[Path], object]] = {
    "pets.zip": lambda path: write_pictures(path, ("train", "test")),
    "cifar10-train.zip": lambda path: write_pictures(path, ("train",)),
    "cifar10-test.zip": lambda path: write_pictures(path, ("test",)),
    "resnet18.onnx": write_encoder,
    "dino.npz": write_vectors,
    "aavae_cifar10.ckpt": lambda path: write_checkpoint(path, make_content(draw_weights())),
}
"""A reader's own files: small ones, and networks of random weights."""


def describe(words: list[str]) -> str:
    """A command as the tables name it."""
    arguments = get_arguments(words)
    return " ".join(words if arguments is None or arguments[:1] == ["app"] else arguments)


def is_bench(words: list[str]) -> bool:
    return words[:2] == ["python", "-m"] and words[2].startswith("bench.")


def is_run_here(path: Path, words: list[str]) -> bool:
    named = describe(words)
    return name_document(path) not in DOCUMENTS_ELSEWHERE and not {named} & (set(ELSEWHERE) | _ran)


def list_all_commands(path: Path) -> list[list[str]]:
    text = path.read_text(encoding="utf-8")
    return [words for block in read_blocks(text) for words in list_commands(block)] + list_inline_commands(
        text
    )


def run_command(words: list[str]) -> str:
    """What it prints; it has to end well, and to say something."""
    if words[0] == "make" or words[1:2] == ["make"]:
        place = words.index("make")
        made = ["make", _SAY, "PYTHON=python3", *words[place + 1 :]]
        return subprocess.run(made, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    if is_bench(words):
        # It measures for minutes: it is there, and can be started.
        path = ROOT / "bench" / f"{words[2].removeprefix('bench.')}.py"
        assert '__name__ == "__main__"' in path.read_text(encoding="utf-8")
        return path.name
    arguments = get_arguments(words)
    assert arguments is not None, f"neither run nor in a table: {' '.join(words)}"
    printed, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(told):
        status = main([*arguments, *ADDED.get(" ".join(arguments), "").split()])
    assert status == 0, f"{' '.join(arguments)}: {told.getvalue()}"
    return printed.getvalue() + told.getvalue()


def prepare(path: Path) -> None:
    """A reader's files beside the reader, image sets, and a run that the document takes for granted."""
    words = [word for words in list_all_commands(path) for word in words]
    for name, write in FILES.items():
        if name in words:
            write(Path(name))
    tiny = draw_dataset(64, 40)
    write_set(data_dir(), tiny, "drawn for a test")
    if "cifar10" in words or name_document(path) == "docs/models.md":
        write_set(data_dir(), dataclasses.replace(tiny, name="cifar10"), "drawn for a test")
    if {"mine", "mine@4"} & set(words) and "--name mine" not in " ".join(words):
        train = f"train --method vae --num-epochs 4 --name mine {_FEW_IMAGES}"
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            assert main(train.split()) == 0


@pytest.fixture
def reader(tmp_path: Path, warm_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of a reader's own, with nothing in it yet."""
    monkeypatch.setenv("AAVAE_CACHE", str(warm_cache))
    monkeypatch.setenv("AAVAE_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def run_python(path: Path, block: Block, namespace: dict[str, Any]) -> None:
    """Each line where it is in the document, so that a traceback names the right one."""
    lines = [""] * block.start + block.lines
    indented = len(block.lines[0]) - len(block.lines[0].lstrip())
    script = "\n".join(line[indented:] for line in lines)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(script, str(path), "exec"), namespace)


def run_all(path: Path, commands: list[list[str]]) -> None:
    for words in commands:
        if is_run_here(path, words):
            assert run_command(words), words
            _ran.update(_ONCE & {describe(words)})


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    "path",
    [path for path in DOCUMENTS if list_all_commands(path) or read_blocks(path.read_text(encoding="utf-8"))],
    ids=name_document,
)
def test_what_a_document_says_runs(path: Path) -> None:
    prepare(path)
    name, text = name_document(path), path.read_text(encoding="utf-8")
    namespace = {"__name__": "__main__", **_GIVEN.get(name, dict)()}
    for block in read_blocks(text):
        if block.language in PYTHONS and name not in PYTHON_ELSEWHERE:
            run_python(path, block, namespace)
        run_all(path, list_commands(block))
    run_all(path, list_inline_commands(text))


def test_the_tables_name_what_documents_say_and_what_tests_do() -> None:
    commands = {describe(words) for path in DOCUMENTS for words in list_all_commands(path)}
    assert set(ADDED) | set(ELSEWHERE) <= commands
    named = {word for path in DOCUMENTS for words in list_all_commands(path) for word in words}
    assert set(FILES) <= named
    documents = {name_document(path) for path in DOCUMENTS}
    assert {*DOCUMENTS_ELSEWHERE, *PYTHON_ELSEWHERE, *_GIVEN} <= documents
    for place in [*ELSEWHERE.values(), *DOCUMENTS_ELSEWHERE.values(), *PYTHON_ELSEWHERE.values()]:
        assert place.words in (ROOT / place.file).read_text(encoding="utf-8"), place


_TUTORIAL = ROOT / "docs" / "tutorial.md"
_NUMBER = r"([\d,]+(?:\.\d+)?)"


def read_rows(command: str) -> dict[str, dict[str, Any]]:
    """What the tutorial's command says, as JSON, by the model."""
    (words,) = [
        words
        for words in list_all_commands(_TUTORIAL)
        if " ".join(words[3:]).startswith(command) and "--json" not in words
    ]
    # What is told beside it, such as how far it is, comes after the JSON.
    rows, _ = json.JSONDecoder().raw_decode(run_command([*words, "--json"]))
    return {row["run"]: row for row in rows}


def check_claim(text: str, sentence: str, *values: float) -> None:
    """Each # of the sentence is a number of the document, right to one of its last digit.

    A processor with other units rounds otherwise, and a number at the edge then shows as the next one.
    """
    pattern = re.escape(sentence).replace(r"\#", _NUMBER)
    found = re.search(pattern, text)
    assert found is not None, f"the document no longer says: {sentence}"
    assert len(found.groups()) == len(values)
    for shown, value in zip(found.groups(), values, strict=True):
        digits = len(shown.partition(".")[2])
        assert abs(float(shown.replace(",", "")) - value) <= 1.001 * 10.0**-digits, (sentence, shown, value)


@pytest.mark.usefixtures("reader")
def test_the_numbers_of_the_tutorial_are_what_its_commands_print() -> None:
    text = " ".join(_TUTORIAL.read_text(encoding="utf-8").replace("> ", "").split())

    distort = read_rows("distort")
    aavae, vae = distort["aavae"], distort["vae"]
    check_claim(text, "how many of # other images", aavae["num_others"])
    check_claim(text, "For the AAVAE there are #, for the VAE #:", aavae["rank"], vae["rank"])
    check_claim(text, "closer to the original (#) than the VAE's (#)", aavae["error"], vae["error"])
    assert (aavae["answer_before"], aavae["answer"], vae["answer"]) == ("airplane", "bird", "airplane")
    assert "is an airplane." in text
    assert "features now says *bird*, and on the VAE's still *airplane*" in text

    similarity = read_rows("similarity")
    numbers = [
        number
        for name in ("aavae", "vae")
        for number in (similarity[name]["auc"], *similarity[name]["auc_interval"])
    ]
    check_claim(text, "on mu is # for the AAVAE, 95 % interval # to #, and # for the VAE, # to #:", *numbers)
    check_claim(text, "an AUC of # (95 % interval # to #) for the AAVAE and # (# to #) for the VAE", *numbers)

    probe = read_rows("probe")
    shares = [
        100 * number
        for name in ("aavae", "vae", "untrained")
        for number in (probe[name]["accuracy"], *probe[name]["interval"])
    ]
    check_claim(
        text, "# % for the AAVAE (# to #), # % for the VAE (# to #), and # % for an encoder", *shares[:7]
    )
    check_claim(text, "that was never trained (# to #)", *shares[7:])
    check_claim(text, "a linear probe reads # % (# to #) and # % (# to #)", *shares[:6])
