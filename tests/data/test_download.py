import hashlib
import io
import pickle
import socket
import tarfile
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
import pytest
from torchvision.datasets import CIFAR10

from aavae.data import cifar10, download
from aavae.data.download import convert_cifar10, download_cifar10
from aavae.data.image_set import Dataset
from aavae.data.store import list_datasets, load_dataset
from aavae.errors import UserError

pytestmark = [
    # torchvision unpacks the archive, whose MD5 it has checked, in the way that Python 3.14 changes.
    pytest.mark.filterwarnings("ignore:Python 3.14 will, by default, filter extracted:DeprecationWarning"),
]
BATCHES = [f"data_batch_{number}" for number in range(1, 6)]


class Archive(NamedTuple):
    """A small CIFAR-10 in the form that its authors publish, and what it holds."""

    data: bytes
    images: np.ndarray
    labels: np.ndarray


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch) -> Archive:
    """Six files of ten images each, one of each class, and torchvision's checksums to match."""
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (6, 10, 3, 32, 32), np.uint8)
    labels = generator.permuted(np.tile(np.arange(10), (6, 1)), axis=1)
    files = {
        name: pickle.dumps({"data": pixels.reshape(10, -1), "labels": list(map(int, classes))})
        for name, pixels, classes in zip([*BATCHES, "test_batch"], images, labels, strict=True)
    }
    files["batches.meta"] = pickle.dumps({"label_names": list(cifar10.CLASS_NAMES)})
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    md5 = {name: hashlib.md5(data).hexdigest() for name, data in files.items()}
    monkeypatch.setattr(CIFAR10, "tgz_md5", hashlib.md5(buffer.getvalue()).hexdigest())
    monkeypatch.setattr(CIFAR10, "train_list", [[name, md5[name]] for name in BATCHES])
    monkeypatch.setattr(CIFAR10, "test_list", [["test_batch", md5["test_batch"]]])
    monkeypatch.setattr(CIFAR10, "meta", CIFAR10.meta | {"md5": md5["batches.meta"]})
    monkeypatch.setattr(cifar10, "NUM_TRAIN", 50)
    monkeypatch.setattr(cifar10, "NUM_TEST", 10)
    return Archive(buffer.getvalue(), images, labels)


class Server(ThreadingHTTPServer):
    """Serves one file to everybody, cut short if asked to."""

    content = b""
    length = 0

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(cast("Server", self.server).length))
            self.end_headers()

        def do_GET(self) -> None:
            self.do_HEAD()
            self.wfile.write(cast("Server", self.server).content)

        def log_message(self, format: str, *args: object) -> None:
            pass


@pytest.fixture
def server(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Server.Handler) as server:
        server.content, server.length = archive.data, len(archive.data)
        monkeypatch.setattr(CIFAR10, "url", f"http://127.0.0.1:{server.server_port}/cifar-10-python.tar.gz")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def assert_sorted_by_class_then_position(found: Dataset, archive: Archive) -> None:
    for image_set, batches in ((found.train, slice(0, 5)), (found.test, slice(5, 6))):
        images = archive.images[batches].reshape(-1, 3, 32, 32)
        labels = archive.labels[batches].reshape(-1)
        expected = [image for label in range(10) for image in images[labels == label]]
        np.testing.assert_array_equal(image_set.images, expected)
        np.testing.assert_array_equal(image_set.labels, np.sort(labels))
        assert image_set.class_names == cifar10.CLASS_NAMES


def test_a_download_is_stored_sorted_by_class_then_by_position(
    data_folder: Path, archive: Archive, server: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    downloaded = download_cifar10()
    assert capfd.readouterr() == ("", "")
    assert_sorted_by_class_then_position(downloaded, archive)
    loaded = load_dataset("cifar10")
    assert_sorted_by_class_then_position(loaded, archive)
    assert (loaded.title, loaded.digest) == (cifar10.TITLE, downloaded.digest)
    assert [path.name for path in data_folder.iterdir()] == ["cifar10"]


def test_progress_goes_to_standard_error(
    data_folder: Path, server: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    download_cifar10(progress=True)
    captured = capfd.readouterr()
    assert captured.out == ""
    assert "100%" in captured.err


def assert_refused(data_folder: Path, message: str) -> None:
    timeout = socket.getdefaulttimeout()
    started = time.perf_counter()
    with pytest.raises(UserError, match=rf"cannot download CIFAR-10 \({message}.*data import PATH"):
        download_cifar10()
    assert time.perf_counter() - started < 10
    assert list(data_folder.iterdir()) == []
    assert list_datasets() == ["bundled"]
    assert socket.getdefaulttimeout() == timeout


def test_no_connection_is_a_user_error_that_names_the_alternative(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setattr(CIFAR10, "url", f"http://127.0.0.1:{unused.getsockname()[1]}/cifar.tar.gz")
        assert_refused(data_folder, "")


def test_a_server_that_never_answers_is_a_user_error(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "_TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(CIFAR10, "url", f"http://127.0.0.1:{silent.getsockname()[1]}/cifar.tar.gz")
        assert_refused(data_folder, "timed out")


def test_a_download_cut_short_is_a_user_error(data_folder: Path, server: Server) -> None:
    server.content = server.content[:1000]
    assert_refused(data_folder, "")


def test_another_file_than_expected_is_never_unpickled(data_folder: Path, server: Server) -> None:
    server.content = server.content[:-1] + b"!"
    assert_refused(data_folder, "File not found or corrupted")


def test_a_failed_download_keeps_the_set_that_was_there(data_folder: Path, server: Server) -> None:
    downloaded = download_cifar10()
    server.content = server.content[:-1] + b"!"
    with pytest.raises(UserError):
        download_cifar10()
    assert load_dataset("cifar10").digest == downloaded.digest


def test_an_incomplete_set_is_refused(
    data_folder: Path, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    splits = CIFAR10(tmp_path, train=True, download=True), CIFAR10(tmp_path, train=False)
    monkeypatch.setattr(cifar10, "NUM_TRAIN", 51)
    with pytest.raises(UserError, match="found 50 training images of 51"):
        convert_cifar10(*splits)
