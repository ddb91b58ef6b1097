import io
import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch

from aavae.errors import UserError
from aavae.foreign.checkpoint_file import read_checkpoint
from tests.foreign.reference_file import CALLBACK, fake_lightning, write_checkpoint

WEIGHTS = {"encoder.conv1.weight": torch.arange(6.0).view(2, 3)}


def test_tensors_and_numbers_come_back_and_the_class_stays_a_key(tmp_path: Path) -> None:
    content = {"epoch": 3, "state_dict": WEIGHTS, "hyper_parameters": {"kl_coeff": 0.1}}
    found = read_checkpoint(write_checkpoint(tmp_path / "a.ckpt", content))
    assert (found["epoch"], found["hyper_parameters"]) == (3, {"kl_coeff": 0.1})
    assert torch.equal(found["state_dict"]["encoder.conv1.weight"], WEIGHTS["encoder.conv1.weight"])
    ((key, state),) = found["callbacks"].items()
    assert isinstance(key, type)
    assert state["best_model_score"] == 1.5
    assert not any(name.startswith("pytorch_lightning") for name in sys.modules)


def test_callbacks_by_their_name_are_read_too(tmp_path: Path) -> None:
    torch.save({"state_dict": WEIGHTS, "callbacks": {"ModelCheckpoint{'monitor': None}": {}}}, tmp_path / "a")
    assert set(read_checkpoint(tmp_path / "a")["state_dict"]) == set(WEIGHTS)


class Bomb:
    """What a stranger's pickle can be: a call of any function."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (os.environ["BOMB"],)


def test_a_function_in_the_pickle_is_not_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOMB", str(tmp_path / "bomb"))
    torch.save({"state_dict": WEIGHTS, "more": Bomb()}, tmp_path / "bomb.ckpt")
    with pytest.raises(UserError, match=r"holds the class or function 'posix\.mkdir'.* run code"):
        read_checkpoint(tmp_path / "bomb.ckpt")
    assert not (tmp_path / "bomb").exists()
    # It would have been, by anybody who trusts the file.
    torch.load(tmp_path / "bomb.ckpt", weights_only=False)
    assert (tmp_path / "bomb").exists()


def test_other_classes_are_named_and_refused(tmp_path: Path) -> None:
    torch.save({"state_dict": WEIGHTS, "more": Path("x")}, tmp_path / "a.ckpt")
    with pytest.raises(UserError, match="holds the class or function 'pathlib"):
        read_checkpoint(tmp_path / "a.ckpt")


def test_other_callbacks_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType(CALLBACK)
    other = type("EarlyStopping", (), {"__module__": CALLBACK})
    module.__dict__["EarlyStopping"] = other
    with fake_lightning():
        monkeypatch.setitem(sys.modules, CALLBACK, module)
        torch.save({"state_dict": WEIGHTS, "callbacks": {other: {}}}, tmp_path / "a.ckpt")
    with pytest.raises(UserError, match=r"'pytorch_lightning\.callbacks\.model_checkpoint\.EarlyStopping'"):
        read_checkpoint(tmp_path / "a.ckpt")


def test_nothing_makes_an_object_of_the_class(tmp_path: Path) -> None:
    with fake_lightning() as callback:
        one = callback()
        one.__dict__["state_dict"] = 1
        torch.save({"state_dict": WEIGHTS, "callbacks": one}, tmp_path / "a.ckpt")
    with pytest.raises(UserError, match="holds more than tensors and numbers"):
        read_checkpoint(tmp_path / "a.ckpt")


def test_the_class_is_let_through_only_while_a_file_is_read(tmp_path: Path) -> None:
    path = write_checkpoint(tmp_path / "a.ckpt", {"state_dict": WEIGHTS})
    read_checkpoint(path)
    with pytest.raises(pickle.UnpicklingError):
        torch.load(path, weights_only=True)


def write_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")


def write_truncated(path: Path) -> None:
    write_checkpoint(path, {"state_dict": {"weight": torch.zeros(100_000)}})
    os.truncate(path, 200_000)


def write_bare_pickle(path: Path) -> None:
    torch.save({"state_dict": WEIGHTS}, path, _use_new_zipfile_serialization=False)


def write_link_to_itself(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (lambda path: None, "There is no file .*: check the path"),
        (lambda path: path.mkdir(), "is a folder: name the checkpoint's file"),
        (os.mkfifo, "is no file: name the checkpoint's file"),
        (lambda path: path.touch(), "is empty: copy or download it again"),
        (lambda path: path.write_text("weights"), "is not a PyTorch checkpoint"),
        (write_link_to_itself, r"cannot be read \("),
        (write_zip, "is not a complete PyTorch checkpoint"),
        (write_truncated, "is not a complete PyTorch checkpoint"),
        (write_bare_pickle, "is a bare pickle, as PyTorch wrote before 1.6"),
        (lambda path: torch.save([1], path), "it has no dictionary 'state_dict'"),
        (lambda path: torch.save({"state_dict": 1}, path), "it has no dictionary 'state_dict'"),
        (lambda path: torch.save(WEIGHTS, path), "it has no dictionary 'state_dict'"),
    ],
    ids=[
        "missing",
        "folder",
        "pipe",
        "empty",
        "text",
        "loop",
        "zip",
        "truncated",
        "pickle",
        "list",
        "number",
        "bare weights",
    ],
)
def test_what_is_no_checkpoint_is_said_in_a_sentence(tmp_path: Path, write: Any, message: str) -> None:
    path = tmp_path / "a.ckpt"
    write(path)
    with pytest.raises(UserError, match=message) as refusal:
        read_checkpoint(path)
    assert str(path) in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_name_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read_checkpoint(Path("a\0b"))


@pytest.mark.parametrize("place", range(4))
def test_a_damaged_directory_of_the_archive_is_said_in_a_sentence(tmp_path: Path, place: int) -> None:
    buffer = io.BytesIO()
    torch.save({"state_dict": WEIGHTS}, buffer)
    content = bytearray(buffer.getvalue())
    at = content.index(b"data.pkl") + 40 + 7 * place
    content[at] ^= 0xFF
    (tmp_path / "a.ckpt").write_bytes(content)
    try:
        read_checkpoint(tmp_path / "a.ckpt")
    except UserError as error:
        assert "\n" not in str(error)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux alone says how much it was")
def test_what_nobody_looks_at_takes_no_memory(tmp_path: Path) -> None:
    """300 MB of an optimiser's state, in a process of its own."""
    path = write_checkpoint(
        tmp_path / "a.ckpt", {"state_dict": WEIGHTS, "optimizer_states": [torch.ones(75_000_000)]}
    )
    script = (
        "import sys; from pathlib import Path; import torch\n"
        "from aavae.foreign.checkpoint_file import read_checkpoint\n"
        "def read(name):\n"
        "    status = Path('/proc/self/status').read_text().splitlines()\n"
        "    return int(next(line for line in status if line.startswith(name)).split()[1])\n"
        "before = read('VmRSS')\n"
        "read_checkpoint(Path(sys.argv[1]))\n"
        "print(read('VmHWM') - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True, timeout=120
    )
    assert int(done.stdout) * 1024 < 60e6
