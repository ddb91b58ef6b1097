"""Whatever a command prints can be printed, whatever the terminal can write."""

import io
import os
import subprocess
import sys
import typing

import pytest

from aavae.__main__ import Command, main
from aavae.commands.output import print_table
from aavae.commands.terminal import write_what_can_be_written

ENCODINGS = ("ascii", "latin-1", "cp1252", "utf-8")
COMMANDS = [
    [],
    *([typing.get_args(command)[0].__name__.lower()] for command in typing.get_args(Command)),
]


class Terminal:
    """Standard output of an encoding, and what was written there."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
        self.written = io.BytesIO()
        self.encoding = encoding
        # Strict, as Python opens it: the same text raises there.
        self.stream = io.TextIOWrapper(self.written, encoding, errors="strict", newline="\n")
        monkeypatch.setattr(sys, "stdout", self.stream)

    def read(self) -> str:
        self.stream.flush()
        return self.written.getvalue().decode(self.encoding)


def write(monkeypatch: pytest.MonkeyPatch, encoding: str, text: str) -> str:
    terminal = Terminal(monkeypatch, encoding)
    write_what_can_be_written()
    print(text, end="")
    return terminal.read()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: "".join(command) or "all")
def test_help_is_written(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    texts = []
    for encoding in ENCODINGS:
        terminal = Terminal(monkeypatch, encoding)
        with pytest.raises(SystemExit) as end:
            main([*command, "--help"])
        assert not end.value.code
        texts.append(terminal.read())
    assert all("usage: python -m aavae" in text for text in texts)
    # Everything is spelt, nothing given up; the last can write all.
    assert {text.count("?") for text in texts} == {texts[-1].count("?")}


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("ascii", '>= 3 - "alpha" 1/2 x^2 Frechet MU -> ?'),
        ("latin-1", '>= 3 - "alpha" ½ x² Fréchet MU -> ?'),
        ("cp1252", ">= 3 – “alpha” ½ x² Fréchet MU -> ?"),
        ("utf-8", "≥ 3 – “α” ½ x² Fréchet Μ → 猫"),
    ],
)
def test_what_cannot_be_written_is_spelt(
    encoding: str, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "≥ 3 – “α” ½ x² Fréchet Μ → 猫"
    assert write(monkeypatch, encoding, text) == written.replace("MU", "mu")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_table_is_written(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal(monkeypatch, encoding)
    write_what_can_be_written()
    print_table([{"class": "кот", "α ≥ 1": [0.25, 0.5]}])
    header, line = terminal.read().splitlines()
    assert "class" in header and ">= 1" in header.replace("≥", ">=")
    assert "0.250 - 0.500" in line


def test_a_files_name_that_is_no_text_goes_out_as_it_came_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for encoding in ENCODINGS:
        terminal = Terminal(monkeypatch, encoding)
        write_what_can_be_written()
        print(os.fsdecode(b"caf\xe9"), end="\ud800")
        terminal.stream.flush()
        name = b"caf" + (os.fsdecode(b"\xe9").encode("utf-8", "surrogateescape"))
        assert terminal.written.getvalue() == name + b"?"


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "cp1252"}],
    ids=lambda environment: "-".join(environment),
)
def test_a_real_start_prints_help_and_refusals(environment: dict[str, str]) -> None:
    def start(*arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "aavae", *arguments]
        return subprocess.run(command, env=os.environ | environment, capture_output=True)

    helped = start("generate", "--help")
    assert (helped.returncode, helped.stderr) == (0, b"")
    assert b"chet distance" in helped.stdout
    refused = start("probe", "ünï")
    assert refused.returncode == 2
    assert refused.stderr.startswith(b"aavae: There is no run ")
    assert b"Traceback" not in refused.stderr
