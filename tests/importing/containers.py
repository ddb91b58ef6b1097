"""Writes files as folders, zips and tars, and lists what they have."""

import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from aavae.importing.files import Files


def write_folder(files: Mapping[str, bytes], folder: Path) -> Path:
    """Writes files into a folder; an empty one for a name that ends with a slash."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        if name.endswith("/"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    return folder


def write_zip(files: Mapping[str, bytes], path: Path, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """Writes files as a zip; backslashes and dots in names stay as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.filename = name
            info.compress_type = compression
            archive.writestr(info, data)
    return path


def write_tar(files: Mapping[str, bytes], path: Path, compression: str = "") -> Path:
    """Writes files as a tar, which may be compressed: "gz", "bz2" or "xz"."""
    with tarfile.open(path, f"w:{compression}") as archive:  # pyright: ignore[reportCallIssue, reportArgumentType]
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def list_files(*paths: Path, workspace: Path | None = None) -> Files:
    """The files of some paths; the workspace is made beside the first."""
    workspace = workspace or paths[0].parent / "workspace"
    workspace.mkdir(exist_ok=True)
    return Files(paths, workspace)
