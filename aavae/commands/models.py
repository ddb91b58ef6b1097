"""`python -m aavae models`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aavae.commands.output import print_rows

if TYPE_CHECKING:
    from aavae.foreign.external import External


@dataclass(frozen=True)
class ModelsCommand:
    """List the shipped models, one's own runs, and imported models; then encoders and vectors of others."""

    json: bool = False
    """Print one JSON array on standard output."""

    def __call__(self) -> None:
        """Print a row for each; damaged ones are named on standard error."""
        import sys

        from aavae.foreign.external import list_damaged_externals, list_externals
        from aavae.runs.registry import list_damaged_runs, list_runs
        from aavae.runs.summary import count_epochs, count_images_seen

        rows = []
        for run in list_runs():
            status, origin = run.status, run.origin
            rows.append(
                {
                    "name": run.name,
                    "kind": "run",
                    "method": run.config.method,
                    "data": run.config.data,
                    "epochs": count_epochs(run),
                    "images_seen": count_images_seen(run),
                    "state": status.state,
                    "shipped": run.shipped,
                    "imported_from": None if origin is None else origin.file,
                    "path": str(run.layout.path),
                }
            )
        rows += [_describe(external) for external in list_externals()]
        print_rows(rows, self.json)
        for damaged in list_damaged_runs():
            print(f"aavae: {damaged.path} is not a usable run: {damaged.reason}.", file=sys.stderr)
        for name, fault in list_damaged_externals():
            print(f"aavae: '{name}' is damaged: {fault}.", file=sys.stderr)


def _describe(external: "External") -> dict[str, object]:
    """What other software made, in the columns of runs: it has no method and was not trained here."""
    config = external.config
    files = [config.file] if config.kind == "vectors" else [config.encoder, config.decoder]
    return {
        "name": external.name,
        "kind": config.kind,
        "method": None,
        "data": config.data if config.kind == "vectors" else None,
        "epochs": None,
        "images_seen": None,
        "state": "finished",
        "shipped": False,
        "imported_from": ", ".join(file.name for file in files if file is not None),
        "path": str(external.path),
    }
