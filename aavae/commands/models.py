"""`python -m aavae models`."""

from dataclasses import dataclass

from aavae.commands.output import print_rows


@dataclass(frozen=True)
class ModelsCommand:
    """List the shipped models, one's own runs, and imported models."""

    json: bool = False
    """Print one JSON array on standard output."""

    def __call__(self) -> None:
        """Print a row for each run; damaged ones are named on standard error."""
        import sys

        from aavae.runs.registry import list_damaged_runs, list_runs
        from aavae.runs.summary import count_epochs, count_images_seen

        rows = []
        for run in list_runs():
            status, origin = run.status, run.origin
            rows.append(
                {
                    "name": run.name,
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
        print_rows(rows, self.json)
        for damaged in list_damaged_runs():
            print(f"aavae: {damaged.path} is not a usable run: {damaged.reason}.", file=sys.stderr)
