import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load, save

from aavae.errors import UserError
from aavae.foreign.run_archive import pack_run, receive_run
from aavae.paths import runs_dir
from aavae.runs.epoch_samples import read_epoch_samples
from aavae.runs.model import load_model
from aavae.runs.receipt import read_receipt
from aavae.runs.registry import Run, find_run, list_runs
from aavae.runs.snapshots import list_snapshots

Change = Callable[[dict[str, bytes]], None]


@pytest.fixture(autouse=True)
def own_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of runs."""
    folder = tmp_path / "runs"
    monkeypatch.setenv("AAVAE_RUNS", str(folder))
    return folder


def pack(run: Run, path: Path) -> Path:
    with path.open("wb") as file:
        pack_run(run, file)
    return path


@pytest.fixture
def packed_vae(tmp_path: Path) -> Path:
    """The shipped VAE as a file."""
    return pack(find_run("vae"), tmp_path / "vae.zip")


def rewrite(path: Path, change: Change, compression: int = zipfile.ZIP_STORED) -> Path:
    """The same zip after a change of its files, by name."""
    with zipfile.ZipFile(path) as archive:
        files = {info.filename: archive.read(info) for info in archive.infolist()}
    change(files)
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def is_empty(folder: Path) -> bool:
    return not folder.exists() or not list(folder.iterdir())


def refuse(path: Path, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        receive_run(path)
    assert "\n" not in str(caught.value)
    assert is_empty(runs_dir())


@pytest.mark.parametrize("name", ["vae", "simclr"])
def test_a_run_arrives_as_it_was_sent(name: str, tmp_path: Path) -> None:
    sent = find_run(name)
    received = receive_run(pack(sent, tmp_path / "a file.zip"))
    assert (received.name, received.config, received.metrics) == (f"{name}-1", sent.config, sent.metrics)
    assert received.status.state == "finished"
    assert (sent.whose, received.whose) == ("shipped", "received")
    receipt = read_receipt(received.layout)
    assert receipt is not None
    assert receipt.file == "a file.zip"
    expected, found = load_model(sent).state_dict(), load_model(received).state_dict()
    assert all(torch.equal(expected[key], found[key]) for key in expected)
    assert list_snapshots(received.layout.snapshots) == list_snapshots(sent.layout.snapshots)
    samples = [read_epoch_samples(run.layout.samples) for run in (sent, received)]
    assert all(np.array_equal(*both) for both in zip(*samples, strict=True))
    assert [run.name for run in list_runs() if not run.shipped] == [received.name]


def test_a_received_run_is_sent_on(packed_vae: Path, tmp_path: Path) -> None:
    first = receive_run(packed_vae, "first")
    second = receive_run(pack(first, tmp_path / "again.zip"))
    assert second.name == "first-1"
    assert receive_run(tmp_path / "again.zip", "other").name == "other"
    with pytest.raises(UserError, match="There is a run 'other' already"):
        receive_run(tmp_path / "again.zip", "other")


def test_a_run_that_is_not_finished_is_no_file(packed_vae: Path) -> None:
    run = receive_run(packed_vae)
    run.layout.status.unlink()
    with pytest.raises(UserError, match="is interrupted: it is a file once it is finished"):
        pack_run(run, io.BytesIO())


def change_config(**values: object) -> Change:
    def change(files: dict[str, bytes]) -> None:
        files["vae/config.json"] = json.dumps(json.loads(files["vae/config.json"]) | values).encode()

    return change


def change_weights(change: Callable[[dict[str, torch.Tensor]], None], file: str = "model") -> Change:
    def apply(files: dict[str, bytes]) -> None:
        tensors = load(files[f"vae/{file}.safetensors"])
        change(tensors)
        files[f"vae/{file}.safetensors"] = save(tensors)

    return apply


def spoil(tensors: dict[str, torch.Tensor]) -> None:
    name = next(name for name, tensor in tensors.items() if tensor.is_floating_point())
    tensors[name] = torch.full_like(tensors[name], float("nan"))


def cut(tensors: dict[str, torch.Tensor]) -> None:
    name = next(name for name in tensors if name.endswith("running_mean"))
    tensors[name] = tensors[name][:1].clone()


def replace(**files: bytes) -> Change:
    names = {"config": "vae/config.json", "weights": "vae/model.safetensors"}
    return lambda old: old.update({names[name]: content for name, content in files.items()})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda files: files.update({"vae/../../x": b""}), r"'vae/../../x', which is no part of a run"),
        (lambda files: files.update({"/etc/x": b""}), "'/etc/x', which is no part of a run"),
        (lambda files: files.update({"vae/state.pt": b""}), "state.pt', which is no part of a run"),
        (lambda files: files.update({"vae/model.safetensors.gz": b""}), "which is no part of a run"),
        (lambda files: files.update({"other/config.json": b"{}"}), "config.json twice"),
        (lambda files: files.update({"other/snapshots/99999.safetensors": b""}), "holds 2 runs"),
        (lambda files: files.pop("vae/config.json"), "is no run: it has no config.json"),
        (lambda files: files.pop("vae/model.safetensors"), "is no run: it has no model.safetensors"),
        (lambda files: files.clear(), "is no run: it has no config.json"),
        (replace(config=b"{"), "config.json that cannot be read"),
        (replace(config=b"[" * 100_000), "config.json that cannot be read"),
        (change_config(method="gan"), "config.json that is not valid: method"),
        (change_config(surprise=1), "config.json that is not valid: surprise"),
        (change_config(model={"encoder": "resnet50"}), "weights .model.safetensors. of other networks than"),
        (change_config(model={"image_size": 512, "latent_dim": 4096}), "of other networks than"),
        (replace(weights=b""), "damaged weights"),
        (replace(weights=(2**31).to_bytes(8, "little") + b"{}"), "damaged weights"),
        (change_weights(spoil), r"not finite \(model.safetensors\)"),
        (change_weights(spoil, "snapshots/00000"), r"not finite \(snapshots/00000.safetensors\)"),
        (change_weights(cut), "of other networks than"),
        (change_weights(lambda tensors: tensors.clear()), "of other networks than"),
    ],
)
def test_what_is_no_run_is_refused_and_leaves_nothing(change: Change, said: str, packed_vae: Path) -> None:
    refuse(rewrite(packed_vae, change), said)


def test_another_compression_is_refused(packed_vae: Path) -> None:
    def keep_little(files: dict[str, bytes]) -> None:
        files.clear()
        files.update({"vae/config.json": b"{}", "vae/model.safetensors": b""})

    refuse(rewrite(packed_vae, keep_little, zipfile.ZIP_LZMA), "a way that is not supported")


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04"])
def test_what_is_no_zip_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "run.zip").write_bytes(content)
    refuse(tmp_path / "run.zip", "run.zip is no zip of a run, or damaged")
    refuse(tmp_path / "nowhere.zip", "nowhere.zip is no zip of a run")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_file_is_refused(share: float, packed_vae: Path) -> None:
    content = packed_vae.read_bytes()
    packed_vae.write_bytes(content[: int(share * len(content))])
    refuse(packed_vae, "is no zip of a run, or damaged")


def test_any_damage_is_refused_or_found_harmless(packed_vae: Path) -> None:
    content, generator = packed_vae.read_bytes(), np.random.default_rng(0)
    with zipfile.ZipFile(packed_vae) as archive:
        directory = archive.start_dir
    for trial in range(60):
        damaged = bytearray(content)
        for _ in range(3):
            start = directory if trial % 2 else 0
            damaged[generator.integers(start, len(content))] ^= generator.integers(1, 256)
        packed_vae.write_bytes(damaged)
        try:
            run = receive_run(packed_vae, f"trial-{trial}")
        except UserError as error:
            assert re.fullmatch(r"[^\n]+", str(error))
        else:
            assert load_model(run)
    assert not [path for path in runs_dir().iterdir() if path.name.startswith(".")]


def test_more_than_there_is_room_for_is_refused(packed_vae: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aavae.foreign.run_archive.MAX_BYTES", 1_000)
    refuse(packed_vae, "unpacks to more than")


def test_lines_of_metrics_that_are_none_are_left_out(packed_vae: Path) -> None:
    def change(files: dict[str, bytes]) -> None:
        files["vae/metrics.jsonl"] += b'{"epoch": "<script>"}\nnot json\n'

    run = receive_run(rewrite(packed_vae, change))
    assert run.metrics == find_run("vae").metrics
    assert "script" not in run.layout.metrics.read_text()
