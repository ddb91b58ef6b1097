import contextlib
import hashlib
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from torchvision.datasets import CIFAR10, MNIST, STL10, SVHN

from aavae.config import ClusterConfig
from aavae.data import cifar10
from aavae.data.image_set import compute_digest
from aavae.data.store import load_dataset
from aavae.data.title import make_title
from aavae.errors import UserError
from aavae.importing import download
from aavae.importing.checksums import confirm_known
from aavae.importing.download import download_files, download_set
from aavae.importing.known import KNOWN_SETS
from aavae.importing.source import TEST, TRAIN
from aavae.jobs.job import Job, JobSpec, read_tail
from aavae.jobs.queue import find_job, stop, submit
from tests.importing.official_files import (
    choose,
    claim_checksums,
    complete,
    make_cifar_pickled,
    make_idx,
    make_stl10,
    make_svhn,
    open_source,
    write_tar,
)
from tests.patience import PATIENCE, scale

pytestmark = [
    # torchvision unpacks an archive, whose MD5 it has checked, in the way that Python 3.14 changes.
    pytest.mark.filterwarnings("ignore:Python 3.14 will, by default, filter extracted:DeprecationWarning"),
]


class Server(ThreadingHTTPServer):
    """Serves files by name to everybody, cut short, with another end or byte by byte if asked to.

    Attributes:
        files: by name.
        cut: how many bytes at the end of each are left out.
        pause: seconds between two bytes; 0 sends all at once.
    """

    files: Mapping[str, bytes]
    cut = 0
    pause = 0.0

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            content = cast("Server", self.server).files.get(self.path.rpartition("/")[2])
            if content is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()

        def do_GET(self) -> None:
            self.do_HEAD()
            server = cast("Server", self.server)
            content = server.files.get(self.path.rpartition("/")[2], b"")
            content = content[: len(content) - server.cut]
            if not server.pause:
                self.wfile.write(content)
                return
            with contextlib.suppress(ConnectionError):
                for byte in content:
                    self.wfile.write(bytes([byte]))
                    time.sleep(server.pause)

        def log_message(self, format: str, *args: object) -> None:
            pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Server.Handler) as server:
        server.files = {}
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def get_address(server: Server) -> str:
    return f"http://127.0.0.1:{server.server_port}/"


def compute_digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.md5(content).hexdigest() for name, content in files.items()}


@pytest.fixture
def cifar10_files(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """A server with a CIFAR-10 of forty pictures a file, and torchvision's and our checksums to match."""
    files = make_cifar_pickled("cifar10", 40)
    archive = write_tar(tmp_path / "served.tar.gz", CIFAR10.base_folder, files).read_bytes()
    server.files = {CIFAR10.filename: archive}
    md5 = compute_digests(files)
    monkeypatch.setattr(CIFAR10, "url", get_address(server) + CIFAR10.filename)
    monkeypatch.setattr(CIFAR10, "tgz_md5", hashlib.md5(archive).hexdigest())
    for listed in ("train_list", "test_list"):
        monkeypatch.setattr(CIFAR10, listed, [[name, md5[name]] for name, _ in getattr(CIFAR10, listed)])
    monkeypatch.setattr(CIFAR10, "meta", CIFAR10.meta | {"md5": md5["batches.meta"]})
    complete(monkeypatch, "cifar10", "python", dict.fromkeys(files, 40))
    claim_checksums(monkeypatch, "cifar10", files | {CIFAR10.filename: archive})
    monkeypatch.setattr(cifar10, "NUM_TRAIN", 200)
    monkeypatch.setattr(cifar10, "NUM_TEST", 40)
    return files


@pytest.mark.usefixtures("cifar10_files")
def test_a_download_is_stored_sorted_by_class_then_by_position(data_folder: Path, tmp_path: Path) -> None:
    report = download_set("cifar10")
    found = load_dataset("cifar10")
    assert (report.num_train, report.num_test) == (200, 40)
    assert (found.title, found.digest) == (
        make_title("cifar10", 200),
        compute_digest(found.train, found.test),
    )
    assert [path.name for path in data_folder.iterdir()] == ["cifar10"]
    theirs = (CIFAR10(tmp_path, train=True, download=True), CIFAR10(tmp_path, train=False))
    for image_set, split in zip((found.train, found.test), theirs, strict=True):
        labels = np.array(split.targets)
        order = np.argsort(labels, kind="stable")
        np.testing.assert_array_equal(image_set.images, split.data[order].transpose(0, 3, 1, 2))
        np.testing.assert_array_equal(image_set.labels, labels[order])
        assert image_set.class_names == cifar10.CLASS_NAMES


@pytest.mark.usefixtures("cifar10_files")
def test_a_failed_download_keeps_the_set_that_was_there(data_folder: Path, server: Server) -> None:
    download_set("cifar10")
    before = load_dataset("cifar10").digest
    server.cut = 1_000
    with pytest.raises(UserError, match="cannot download CIFAR-10"):
        download_set("cifar10")
    assert load_dataset("cifar10").digest == before
    assert [path.name for path in data_folder.iterdir()] == ["cifar10"]


@pytest.mark.usefixtures("cifar10_files")
def test_cifar10_comes_in_the_order_that_downloads_have_always_had(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    paths = download_files("cifar10", tmp_path / "new" / "folder")
    assert paths == (tmp_path / "new" / "folder" / "cifar-10-python.tar.gz",)
    assert capfd.readouterr() == ("", "")
    source = confirm_known(open_source(tmp_path, *paths))
    assert source.known == "cifar10"
    theirs = (CIFAR10(tmp_path, train=True, download=True), CIFAR10(tmp_path, train=False))
    for split, expected in ((TRAIN, theirs[0]), (TEST, theirs[1])):
        images, labels = choose(source, split)
        np.testing.assert_array_equal(images, expected.data)
        np.testing.assert_array_equal(labels, expected.targets)
        assert source.class_names == tuple(expected.classes)
    unpacked = confirm_known(open_source(tmp_path, tmp_path / CIFAR10.base_folder))
    assert unpacked.known == "cifar10"
    np.testing.assert_array_equal(unpacked.labels, source.labels)


def test_svhn_comes_as_two_files(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = make_svhn(4, 3)
    server.files = files
    md5 = compute_digests(files)
    splits = {
        split: [get_address(server) + name, name, md5[name]]
        for split, name in (("train", "train_32x32.mat"), ("test", "test_32x32.mat"))
    }
    monkeypatch.setattr(SVHN, "split_list", splits)
    paths = download_files("svhn", tmp_path / "svhn")
    assert [path.name for path in paths] == list(files)
    assert len(open_source(tmp_path, *paths)) == 7


def test_stl10_comes_as_an_archive_that_is_not_unpacked(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = write_tar(tmp_path / "served.tar.gz", "stl10_binary", make_stl10(2, 2, 2)).read_bytes()
    server.files = {STL10.filename: archive}
    monkeypatch.setattr(STL10, "url", get_address(server) + STL10.filename)
    monkeypatch.setattr(STL10, "tgz_md5", hashlib.md5(archive).hexdigest())
    paths = download_files("stl10", tmp_path / "stl10")
    assert list((tmp_path / "stl10").iterdir()) == list(paths)
    assert len(open_source(tmp_path, *paths)) == 6


def test_another_mirror_is_tried(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = make_idx(3, 2, packed=True)
    server.files = files
    monkeypatch.setattr(MNIST, "mirrors", [f"http://127.0.0.1:{find_closed_port()}/", get_address(server)])
    monkeypatch.setattr(MNIST, "resources", list(compute_digests(files).items()))
    paths = download_files("mnist", tmp_path / "mnist")
    assert [path.name for path in paths] == list(files)
    assert len(open_source(tmp_path, *paths)) == 5


@pytest.mark.parametrize("name", KNOWN_SETS)
def test_every_known_set_can_be_downloaded(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def note(url: str, root: Path, filename: str, md5: str) -> None:
        asked.append((filename, md5))
        assert url.endswith(filename)

    monkeypatch.setattr("torchvision.datasets.utils.download_url", note)
    paths = download_files(name, tmp_path)
    assert [path.name for path in paths] == [file for file, _ in asked]
    assert set(asked) <= KNOWN_SETS[name].md5.items()


@pytest.mark.usefixtures("cifar10_files")
def test_progress_goes_to_standard_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    download_files("cifar10", tmp_path / "c", progress=True)
    captured = capfd.readouterr()
    assert captured.out == ""
    assert "100%" in captured.err


def wait_until(condition: Callable[[], object], job: Job) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert find_job(job.id).status.is_active, read_tail(job.log)
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.parametrize("pause", [0.01, 600.0], ids=["trickles", "is silent"])
def test_a_stop_is_heeded_while_a_server(
    pause: float, server: Server, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job of its own fetches a set whose address is plain HTTP, through our server as its proxy."""
    server.files = {name: bytes(10_000) for name in KNOWN_SETS["fashion-mnist"].md5}
    server.pause = pause
    monkeypatch.setenv("http_proxy", get_address(server))
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    spec = JobSpec(title="a download", kind="import", arguments=("data", "download", "fashion-mnist"))
    job = submit(spec, ClusterConfig())
    wait_until(lambda: [*data_folder.glob(".fashion-mnist*/train-images-idx3-ubyte.gz")], job)
    patience = scale(1.0)
    started = time.monotonic()
    stop(find_job(job.id))
    while (status := find_job(job.id).status).is_active:
        assert time.monotonic() - started < PATIENCE
        time.sleep(0.01)
    assert time.monotonic() - started < patience
    assert (status.state, status.message) == ("stopped", ""), read_tail(job.log)
    assert "Traceback" not in read_tail(job.log)
    assert not list(data_folder.iterdir())


def test_what_is_raised_while_files_are_fetched_leaves_nothing(
    server: Server, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.files = {CIFAR10.filename: bytes(100_000)}
    server.pause = 0.001
    monkeypatch.setattr(CIFAR10, "url", get_address(server) + CIFAR10.filename)

    @contextlib.contextmanager
    def fetching() -> Iterator[None]:
        def end(number: int, frame: object) -> None:
            raise SystemExit

        before = signal.signal(signal.SIGALRM, end)
        signal.setitimer(signal.ITIMER_REAL, 0.5)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    with pytest.raises(SystemExit):
        download_set("cifar10", fetching=fetching())
    assert not list(data_folder.iterdir())


def find_closed_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return unused.getsockname()[1]


def refuse(folder: Path, message: str) -> None:
    timeout = socket.getdefaulttimeout()
    started = time.perf_counter()
    with pytest.raises(UserError, match=rf"cannot download CIFAR-10 \({message}.*data import PATH"):
        download_files("cifar10", folder)
    assert time.perf_counter() - started < 10
    assert socket.getdefaulttimeout() == timeout


def test_no_connection_is_a_user_error_that_names_the_alternative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CIFAR10, "url", f"http://127.0.0.1:{find_closed_port()}/cifar.tar.gz")
    refuse(tmp_path, "")


def test_a_server_that_never_answers_is_a_user_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "_TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(CIFAR10, "url", f"http://127.0.0.1:{silent.getsockname()[1]}/cifar.tar.gz")
        refuse(tmp_path, "timed out")


@pytest.mark.usefixtures("cifar10_files")
def test_a_download_cut_short_is_a_user_error(server: Server, tmp_path: Path) -> None:
    server.cut = 1000
    refuse(tmp_path / "c", "")


@pytest.mark.usefixtures("cifar10_files")
def test_another_file_than_expected_is_a_user_error(server: Server, tmp_path: Path) -> None:
    server.files = {name: content[:-1] + b"!" for name, content in server.files.items()}
    refuse(tmp_path / "c", "File not found or corrupted")


def test_an_unknown_set_is_a_user_error(tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match="'imagenet' cannot be downloaded: choose from cifar10, cifar100, stl10"
    ):
        download_files("imagenet", tmp_path)
