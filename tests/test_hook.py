"""What `make hook` installs: no commit unless the checks pass, in a worktree too; another hook stays."""

import shutil
import subprocess
from pathlib import Path

import pytest

from aavae.paths import ROOT

MAKEFILE = "check:\n\t@test ! -e bad\ntest-quick:\n\t@git rev-parse --show-toplevel > ran\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of its own, with the product's scripts and other checks."""
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "A")
        monkeypatch.setenv(f"{name}_EMAIL", "a@example.com")
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "repository"
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    (folder / "Makefile").write_text(MAKEFILE)
    (folder / ".gitignore").write_text("ran\n")
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        assert git(folder, *arguments).returncode == 0
    return folder


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)


def install(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([folder / ".ci" / "install-hook"], capture_output=True, text=True, check=False)


def commit(folder: Path) -> bool:
    return git(folder, "commit", "-q", "--allow-empty", "-m", "another").returncode == 0


def test_a_commit_is_made_only_if_the_checks_pass(repository: Path) -> None:
    assert install(repository).returncode == 0
    assert commit(repository)
    assert (repository / "ran").read_text().strip() == str(repository.resolve())
    (repository / "bad").touch()
    assert not commit(repository)


def test_a_worktree_installs_it_for_all_and_checks_its_own_files(repository: Path, tmp_path: Path) -> None:
    worktree = tmp_path / "worktree"
    assert git(repository, "worktree", "add", "-q", str(worktree)).returncode == 0
    assert install(worktree).returncode == 0
    assert (repository / ".git" / "hooks" / "pre-commit").is_file()
    (repository / "bad").touch()
    assert commit(worktree)
    assert (worktree / "ran").read_text().strip() == str(worktree.resolve())
    assert not commit(repository)


def test_a_hook_that_is_there_stays_and_that_is_said(repository: Path) -> None:
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\n")
    done = install(repository)
    assert done.returncode == 1
    assert "stays" in done.stderr
    assert hook.read_text() == "#!/bin/sh\n"


def test_twice_is_as_once(repository: Path) -> None:
    assert install(repository).returncode == install(repository).returncode == 0
    assert commit(repository)
