"""`python -m aavae vectors`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import tyro

from aavae.commands.output import print_note, print_rows
from aavae.commands.typed_path import read_typed_path
from aavae.errors import UserError
from aavae.runs.interrupt import heed_signals, interruptible

if TYPE_CHECKING:
    from aavae.foreign.external import External

VectorsAction = Literal["list", "import", "remove"]


@dataclass(frozen=True)
class VectorsCommand:
    """Take vectors that any software made of the images of a set, list those there are, or remove some.

    `vectors import FILE` takes NumPy's .npz and .npy, and parquet: one vector for each image, in the order of
    the set, or joined by a column `index`, `id` or `file`. docs/models.md says more. The file stays as it is.
    """

    action: Annotated[VectorsAction, tyro.conf.Positional] = "list"
    """What to do."""
    what: Annotated[tuple[str, ...], tyro.conf.Positional, tyro.conf.arg(metavar="[FILE|NAME...]")] = ()
    """import: one file or several; remove: the vectors' name."""
    data: str = "bundled"
    """import: the image set that they are of."""
    name: str | None = None
    """import: name of the vectors; none: one like the file's."""
    split: Literal["train", "test"] | None = None
    """import: which images they are of, where the file does not say it."""
    json: bool = False
    """Print one JSON array on standard output."""

    def __call__(self) -> None:
        """Do it; then list the vectors, or say what was imported."""
        if self.action == "list":
            if self.what:
                raise UserError("`vectors list` takes nothing else.")
            self._list()
        elif self.action == "import":
            self._import()
        else:
            self._remove()

    def _list(self) -> None:
        from aavae.foreign.external import list_damaged_externals, list_externals

        rows = [_describe(external) for external in list_externals() if external.config.kind == "vectors"]
        print_rows(rows, self.json)
        for name, fault in list_damaged_externals():
            print_note(f"'{name}' is damaged: {fault}. `python -m aavae vectors remove {name}` deletes it.")

    def _import(self) -> None:
        from aavae.foreign.plain_file import suggest_name
        from aavae.foreign.vectors_import import import_vectors

        if not self.what:
            raise UserError("Name the file of the vectors: python -m aavae vectors import FILE")
        paths = [read_typed_path(text) for text in self.what]
        # There are either all vectors or none, wherever a signal ends it.
        with heed_signals("The import"), interruptible():
            name = suggest_name(paths[0], "vectors") if self.name is None else self.name
            external, notes = import_vectors(paths, self.data, name, self.split)
        row = _describe(external)
        if self.json:
            print_rows([{**row, "notes": notes}], True)
            return
        for note in notes:
            print_note(note)
        print_rows([row], False)

    def _remove(self) -> None:
        from aavae.foreign.external import delete_external, find_external, list_damaged_externals

        if len(self.what) != 1:
            raise UserError("Name the vectors to delete: python -m aavae vectors remove NAME")
        (name,) = self.what
        if name not in dict(list_damaged_externals()):
            external = find_external(name)
            if external is not None and external.config.kind != "vectors":
                raise UserError(f"'{name}' is an encoder and no vectors: delete it on the page Jobs.")
        delete_external(name)
        self._list()


def _describe(external: "External") -> dict[str, object]:
    config = external.config
    assert config.kind == "vectors"
    return {
        "name": external.name,
        "data": config.data,
        "splits": list(config.splits),
        "width": config.width,
        "imported_from": config.file.name,
        "path": str(external.path),
    }
