"""`python -m aavae data`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import tyro

from aavae.commands.output import print_rows

DataAction = Literal["list", "import", "download"]


@dataclass(frozen=True)
class DataCommand:
    """List the image sets, import the complete CIFAR-10 from zips or folders, or download it.

    `data import PATH...` takes zips or folders with images in train/CLASS/ and test/CLASS/;
    `data download cifar10` goes through torchvision. What was there before stays until all is read.
    """

    action: Annotated[DataAction, tyro.conf.Positional] = "list"
    """What to do."""
    what: Annotated[tuple[str, ...], tyro.conf.Positional, tyro.conf.arg(metavar="[PATH|NAME...]")] = ()
    """import: zips or folders; download: cifar10."""
    json: bool = False
    """Print one JSON array on standard output."""

    def __call__(self) -> None:
        """Do it, then list the image sets."""
        from aavae.data.download import download_cifar10
        from aavae.data.importing import import_images
        from aavae.data.store import describe_datasets
        from aavae.errors import UserError

        if self.action == "list" and self.what:
            raise UserError("`data list` takes nothing else.")
        if self.action == "import":
            if not self.what:
                raise UserError("Name at least one zip or folder: python -m aavae data import PATH...")
            import_images([Path(path) for path in self.what], progress=True)
        elif self.action == "download":
            if self.what != ("cifar10",):
                raise UserError("Only one set can be downloaded: python -m aavae data download cifar10")
            download_cifar10(progress=True)
        columns = ("name", "title", "num_train", "num_test", "path")
        infos = [info._asdict() for info in describe_datasets()]
        print_rows(infos if self.json else [{key: info[key] for key in columns} for info in infos], self.json)
