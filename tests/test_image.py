"""The Dockerfile and compose.yaml, without Docker: what they name is there, and what they claim holds."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from aavae import paths
from aavae.paths import ROOT
from tests.browser.conftest import Server

INSTRUCTION = re.compile(r"(?m)^([A-Z]+) ((?:.*\\\n)*.*)$")


def read_dockerfile() -> list[list[tuple[str, str]]]:
    """The instructions of each stage, a line each, without what comes before the first stage."""
    text = re.sub(r"(?m)^#.*\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    stages: list[list[tuple[str, str]]] = []
    for name, rest in INSTRUCTION.findall(text):
        if name == "FROM":
            stages.append([])
        if stages:
            stages[-1].append((name, re.sub(r"\\\n\s*", "", rest)))
    return stages


def find(stage: list[tuple[str, str]], name: str) -> list[str]:
    return [rest for found, rest in stage if found == name]


def read_environment(stage: list[tuple[str, str]]) -> dict[str, str]:
    words = [word for line in find(stage, "ENV") for word in shlex.split(line)]
    return {name: value for name, _, value in (word.partition("=") for word in words)}


BUILD, RUN = read_dockerfile()
COPIED = [source for line in find(BUILD, "COPY") for source in line.split()[:-1]]


def read_service() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["explorer"]


def test_what_is_copied_is_in_the_repository_and_is_all_that_docker_sees() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    tops = {Path(line).parts[0] for line in tracked.stdout.splitlines()} | {".dockerignore", "Dockerfile"}
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    assert patterns[0] == "*"
    seen = {pattern[1:] for pattern in patterns if pattern.startswith("!")}
    assert {Path(name).parts[0] for name in seen} == {Path(name).parts[0] for name in COPIED} <= tops
    assert all((ROOT / name).exists() for name in seen)


def test_what_the_package_holds_is_copied() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    shipped = re.findall(r'(?m)^"([^"]+)" = "aavae/_shipped/', project)
    assert shipped
    assert {*shipped, "aavae", "pyproject.toml", "requirements.txt", "README.md"} <= set(COPIED)


def test_the_base_is_pinned_and_all_that_is_installed_is_constrained() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"(?m)^ARG PYTHON=3\.\d+\.\d+-slim-\w+$", text)
    assert [*find(BUILD, "FROM"), *find(RUN, "FROM")] == ["python:${PYTHON} AS build", "python:${PYTHON}"]
    installs = [
        command
        for line in find(BUILD, "RUN")
        for command in re.split(r"&&|;", line)
        if "pip install" in command
    ]
    assert len(installs) == 3
    assert all("-c constraints.txt" in command or "--no-deps" in command for command in installs)
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    for tool in installs[0].split("constraints.txt ")[1].split():
        assert re.search(rf"(?m)^{tool}==", constraints), tool


def test_nothing_for_development_and_no_secret_is_in_it() -> None:
    assert not {"tests", "requirements-dev.txt", "bench"} & set(COPIED)
    assert find(RUN, "COPY") == ["--from=build /opt/aavae /opt/aavae"]
    assert not [name for name in read_environment(RUN) if re.search("KEY|SECRET|TOKEN|PASSWORD", name)]


def test_it_writes_where_the_package_looks_and_volumes_are_as_an_ordinary_user() -> None:
    environment = read_environment(RUN)
    places = {name: value for name, value in environment.items() if name.startswith("AAVAE_")}
    assert set(places) == set(paths._VARIABLES) - {"AAVAE_CHECKPOINTS"}
    (made,) = find(RUN, "RUN")
    folders = made.split("install -d -o aavae -g aavae ")[1].split()
    assert set(places.values()) <= set(folders)
    (user,) = find(RUN, "USER")
    assert user == "aavae"
    assert f"--uid 1000 --create-home {user}" in made
    assert set(json.loads(find(RUN, "VOLUME")[0])) == set(places.values())
    mounted = [volume.split(":")[1] for volume in read_service()["volumes"]]
    assert set(mounted) == set(places.values())


def test_compose_takes_away_what_the_explorer_does_not_need() -> None:
    service = read_service()
    assert service["read_only"] and service["tmpfs"] == ["/tmp"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    (port,) = service["ports"]
    assert port == f"127.0.0.1:8501:{read_environment(RUN)['STREAMLIT_SERVER_PORT']}"
    # The server is the first process.
    assert "init" not in service
    assert json.loads(find(RUN, "CMD")[0])[0] == "python"
    assert not find(RUN, "ENTRYPOINT")


def test_the_profile_for_gpus_is_what_compose_takes() -> None:
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    start = text.index("  # explorer-gpu:")
    end = text.index("\nvolumes:")
    profile = re.sub(r"(?m)^  # ", "  ", text[start:end])
    services = yaml.safe_load(text[:start] + profile + text[end:])["services"]
    gpu = services["explorer-gpu"]
    assert gpu["build"] == {"context": ".", "args": {"TORCH": "cuda"}}
    assert gpu["profiles"] == ["gpu"]
    assert gpu["read_only"] and gpu["volumes"] == services["explorer"]["volumes"]


@pytest.mark.slow
def test_its_health_check_asks_the_server(tmp_path: Path) -> None:
    (line,) = find(RUN, "HEALTHCHECK")
    command = json.loads(line.split("CMD ")[1])
    assert command[0] == "python"
    with Server(tmp_path, cache=tmp_path / "cache") as server:
        environment = os.environ | {"STREAMLIT_SERVER_PORT": str(server.port)}
        arguments = [sys.executable, *command[1:]]
        assert subprocess.run(arguments, cwd=ROOT, env=environment, check=False).returncode == 0
    assert subprocess.run(arguments, cwd=ROOT, env=environment, check=False).returncode == 1
