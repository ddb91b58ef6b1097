"""`python -m aavae model export`."""

from pathlib import Path

from aavae.commands.output import print_rows
from aavae.errors import UserError
from aavae.runs.interrupt import heed_signals, interruptible


def run_export(name: str, out: Path | None, as_json: bool) -> None:
    """Write a model for other tools, and say what is where.

    Args:
        name: of a run, also at an epoch, aavae@4.
        out: a folder to be, or a file that ends in `.zip`; none: a folder named after the model.
        as_json: print one JSON array.

    Raises:
        UserError: see `aavae.sharing.model_export.export_model`.
    """
    from aavae.evaluation.subject import find_subject
    from aavae.sharing.model_export import choose_export_path, export_model

    subject = find_subject(name)
    path = out or choose_export_path(subject)
    if not path.absolute().parent.is_dir():
        raise UserError(f"--out {path}: there is no folder {path.parent}: make it first.")
    # There is either the whole export or none, wherever a signal ends it.
    with heed_signals("The export", "stops and leaves nothing behind"), interruptible():
        export_model(subject, path)
    files = [path] if path.is_file() else sorted(path.iterdir())
    print_rows(
        [{"name": subject.name, "file": str(file), "bytes": file.stat().st_size} for file in files], as_json
    )
