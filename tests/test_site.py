"""The documentation as a site: built without a warning or a network, and all that it links to is there."""

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from aavae.__main__ import main
from aavae.paths import ROOT
from docs.extensions.commands import Flag, list_commands, list_flags
from docs.extensions.findings import FINDINGS, read_head, read_titles

FETCHED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "video": "src"}
"""By its element, the attribute whose address a browser fetches by itself."""
NO_NETWORK = """\
import socket
import sys

from sphinx.cmd.build import main


def refuse(*arguments):
    raise OSError("the documentation must be built without a network")


socket.socket.connect = socket.getaddrinfo = refuse
sys.exit(main(sys.argv[1:]))
"""


class Document(HTMLParser):
    """A page's anchors, what it links to, and what it fetches."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.anchors |= {values[name] for name in ("id", "name") if name in values}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if values.get(FETCHED.get(tag, "")):
            self.fetched.append(values[FETCHED[tag]])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    arguments = ["-W", "--keep-going", "-n", "-q", "-d", str(folder / "kept"), "docs", str(folder / "html")]
    done = subprocess.run(
        [sys.executable, "-c", NO_NETWORK, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return folder / "html"


@pytest.fixture(scope="module")
def documents(site: Path) -> dict[str, Document]:
    pages = {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    return {name: Document(path.read_text(encoding="utf-8")) for name, path in pages.items()}


def list_internal(documents: dict[str, Document]) -> Iterator[tuple[str, str, str]]:
    """Page, file and anchor of each link that stays on the site."""
    for name, document in documents.items():
        for link in [*document.links, *document.fetched]:
            parts = urlsplit(link)
            if not parts.scheme and not parts.netloc:
                target = urlsplit(urljoin(f"/{name}", link))
                yield name, unquote(target.path).lstrip("/"), unquote(target.fragment)


@pytest.mark.slow
def test_every_link_and_anchor_of_the_site_is_there(site: Path, documents: dict[str, Document]) -> None:
    links = list(list_internal(documents))
    assert len(links) > 1_000
    missing = {
        (page, file, anchor)
        for page, file, anchor in links
        if not (site / file).is_file()
        or (anchor and file in documents and anchor not in documents[file].anchors)
    }
    assert not missing


@pytest.mark.slow
def test_no_page_of_the_site_fetches_anything_from_elsewhere(
    site: Path, documents: dict[str, Document]
) -> None:
    fetched = {link for document in documents.values() for link in document.fetched}
    assert fetched
    assert not {
        link for link in fetched if urlsplit(link).netloc or urlsplit(link).scheme not in ("", "data")
    }
    styles = "\n".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    addresses = re.findall(r"(?:url\(|@import)\s*[\"']?([^\"')\s]+)", styles)
    assert not [address for address in addresses if not address.startswith(("data:", "#"))]


@pytest.mark.slow
def test_every_document_is_on_the_site(documents: dict[str, Document]) -> None:
    sources = {path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")}
    assert {path.with_suffix(".html").as_posix() for path in sources} <= set(documents)


@pytest.mark.slow
def test_every_command_and_flag_has_its_place(documents: dict[str, Document]) -> None:
    anchors = documents["reference/commands.html"].anchors
    for name, command in list_commands().items():
        assert name in anchors
        for flag in list_flags(command):
            for word in flag.names:
                if word.startswith("--"):
                    assert f"cmdoption-aavae-{name}{word[1:]}".replace(".", "-") in {
                        anchor.replace(".", "-") for anchor in anchors
                    }


@pytest.mark.slow
def test_every_finding_is_on_the_site(site: Path) -> None:
    text = (site / "findings.html").read_text(encoding="utf-8")
    scripts = sorted(path.name for path in FINDINGS.glob("*.sh"))
    assert scripts
    assert set(scripts) == set(read_titles())
    for name in scripts:
        assert f">{name}</span>" in text
        assert read_head(FINDINGS / name)


def read_flags_of_help(text: str) -> set[str]:
    """What `--help` offers: an entry begins right beside the frame, if there is one, its text further in."""
    entries = re.findall(r"^. (--[a-z][^\s,]*)(?:, (--[a-z][^\s,]*))?", text, re.MULTILINE)
    return {word for entry in entries for word in entry if word}


@pytest.mark.parametrize("name", list_commands())
def test_the_reference_has_the_flags_of_the_command_line(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([name, "--help"])
    flags = {word for flag in list_flags(list_commands()[name]) for word in flag.names if word[:2] == "--"}
    assert flags == read_flags_of_help(capsys.readouterr().out)


def test_a_flag_has_its_values_limits_and_default() -> None:
    flags = {flag.names[0]: flag for flag in list_flags(list_commands()["train"])}
    assert flags["--beta"] == Flag(
        ("--beta",),
        "FLOAT",
        "Weight of the KL term; none: the method's own (1 for a VAE, else 0).",
        "at least 0",
        "none",
    )
    assert flags["--model.encoder"].value == "{patch,resnet18,resnet50}"
    assert flags["--queue"].names == ("--queue", "--no-queue")
    runs = next(list_flags(list_commands()["similarity"]))
    assert (runs.names, runs.value, runs.default) == (("RUN...",), "", "")
