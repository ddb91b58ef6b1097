"""`python -m aavae data`."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import tyro

from aavae.commands.output import print_json, print_note, print_rows
from aavae.commands.typed_path import read_typed_path
from aavae.errors import UserError
from aavae.importing.settings import ImportSettings
from aavae.jobs.progress import ProgressFile
from aavae.runs.interrupt import get_interruption, heed_signals, interruptible

if TYPE_CHECKING:
    from aavae.data.store import DatasetInfo
    from aavae.importing.build import OnProgress

DataAction = Literal["list", "import", "preview", "download", "remove"]


@dataclass(frozen=True)
class DataCommand:
    """List the image sets, import pictures as one, say what would be imported, download one, or remove one.

    `data import PATH...` takes folders, zips and tars of pictures, with classes or without, tables of them,
    Hugging Face's parquet, WebDataset's shards, MedMNIST's npz, and the files of CIFAR, STL-10, SVHN and
    MNIST: docs/images.md lists the forms. What was there before stays until all is read.
    """

    action: Annotated[DataAction, tyro.conf.Positional] = "list"
    """What to do."""
    what: Annotated[tuple[str, ...], tyro.conf.Positional, tyro.conf.arg(metavar="[PATH|NAME...]")] = ()
    """import, preview: folders, archives and files; download, remove: the set's name."""
    name: str | None = None
    """Name of the new set; none: one like that of the first path, or a known set's own."""
    settings: Annotated[ImportSettings, tyro.conf.arg(name="")] = field(default_factory=ImportSettings)
    json: bool = False
    """Print JSON on standard output: one array."""

    def __call__(self) -> None:
        """Do it; then list the image sets, or say what was found."""
        if self.action == "list":
            if self.what:
                raise UserError("`data list` takes nothing else.")
            self._list()
        elif self.action == "import":
            self._import()
        elif self.action == "preview":
            self._preview()
        elif self.action == "download":
            self._download()
        else:
            self._remove()

    def _list(self) -> None:
        from aavae.data.store import describe_datasets

        infos = describe_datasets()
        if self.json:
            print_json([info._asdict() for info in infos])
            return
        rows = [
            {
                "name": info.name,
                "title": info.title,
                "num_train": info.num_train,
                "num_test": info.num_test,
                "labels": _describe_labels(info),
                "path": info.path,
            }
            for info in infos
        ]
        print_rows(rows, False)

    def _import(self) -> None:
        from aavae.importing.build import import_images

        paths = self._get_paths()
        with _show_progress() as on_progress:
            report = import_images(paths, self.name, self.settings, on_progress)
        if self.json:
            print_json([report.model_dump()])
            return
        for sentence in (*report.notes, *report.list_sentences()):
            print_note(sentence)
        self._list()

    def _preview(self) -> None:
        from aavae.importing.preview import preview_import

        preview = preview_import(self._get_paths(), self.settings)._asdict()
        del preview["samples"], preview["captions"]
        found = {key: preview[key] for key in ("skipped", "damaged")}
        preview |= {key: [each.model_dump() for each in each_kind] for key, each_kind in found.items()}
        if self.json:
            print_json([preview])
            return
        classes = preview.pop("classes")
        print_rows([{"what": key, "found": _describe(value)} for key, value in preview.items()], False)
        print_rows([dict(zip(("class", "train", "test"), row, strict=True)) for row in classes], False)

    def _download(self) -> None:
        from aavae.importing.download import download_set
        from aavae.importing.known import KNOWN_SETS

        if len(self.what) != 1:
            known = ", ".join(KNOWN_SETS)
            raise UserError(f"Name one image set: python -m aavae data download NAME, of {known}.")
        with _show_progress() as on_progress:
            download_set(self.what[0], on_progress, progress=True, fetching=interruptible())
        self._list()

    def _remove(self) -> None:
        from aavae.data.disk import remove_set
        from aavae.paths import data_dir

        if len(self.what) != 1:
            raise UserError("Name one image set: python -m aavae data remove NAME")
        remove_set(data_dir(), self.what[0])
        self._list()

    def _get_paths(self) -> list[Path]:
        if not self.what:
            raise UserError(f"Name at least one folder or file: python -m aavae data {self.action} PATH...")
        return [read_typed_path(text) for text in self.what]


@contextlib.contextmanager
def _show_progress() -> "Iterator[OnProgress]":
    """A progress bar on standard error, and a note for who watches a job; a signal ends the import.

    It then leaves nothing behind.
    """
    from tqdm import tqdm

    file = ProgressFile("pictures")
    with heed_signals("The import", "stops soon and leaves nothing behind"), tqdm(unit=" pictures") as bar:

        def show(done: int, total: int) -> None:
            if (interruption := get_interruption()) is not None:
                raise SystemExit(interruption.exit_status)
            bar.total = total
            bar.update(done - bar.n)
            file.write(done, total)

        try:
            yield show
        except Exception:
            # `kill` reaches the processes that decode, too, which are then missed, in one way or another.
            if (interruption := get_interruption()) is not None:
                raise SystemExit(interruption.exit_status) from None
            raise


def _describe_labels(info: "DatasetInfo") -> str:
    """Which images of a set have a label: "all", "none", or how many of each split that lacks some."""
    if not any(info.num_labelled):
        return "none"
    splits = zip(info.num_labelled, (info.num_train, info.num_test), ("training", "test"), strict=True)
    partly = [f"{known:,} of {count:,} {name} images" for known, count, name in splits if known < count]
    return " and ".join(partly) or "all"


def _describe(value: object) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(_describe(each) for each in value)
    if isinstance(value, dict):
        return f"{value['count']:,} {value['what']}"
    return str(value)
