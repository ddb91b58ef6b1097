"""Find and load image sets by name.

A name is looked up among the sets that are there, and never becomes part of a path.
"""

from typing import NamedTuple

from aavae.data import bundled, cifar10, disk
from aavae.data.image_set import Dataset
from aavae.data.meta import Meta
from aavae.data.title import read_title
from aavae.errors import UserError
from aavae.language import _
from aavae.paths import data_dir


class DatasetInfo(NamedTuple):
    """An image set that can be loaded.

    Attributes:
        name: what `--data` takes.
        title: what people read, as `kept_text.show_text` translates it.
        num_train: training images.
        num_test: test images.
        size: height and width of every image, in pixels.
        classes: the name of each label.
        path: the folder that holds it.
        source: where the images came from, for `show_text`.
        digest: `compute_digest` of its contents.
        num_labelled: training images with a label, and test images with one.
        known: the known set that this is, as `aavae.importing.known` names it; "" for any other.
        notes: what was decided when it was imported, each a sentence for `show_text`.
    """

    name: str
    title: str
    num_train: int
    num_test: int
    size: tuple[int, int]
    classes: tuple[str, ...]
    path: str
    source: str
    digest: str
    num_labelled: tuple[int, int]
    known: str
    notes: tuple[str, ...]

    @property
    def has_labels(self) -> bool:
        """Whether a probe can be trained and judged: training and test images have labels."""
        return min(self.num_labelled) > 0


def load_dataset(name: str) -> Dataset:
    """Opens an image set; the images of an imported one are mapped, and read where they are looked at.

    The order of the images is stable: sorted by class, then by file name (`import_images`) or by
    position in the original files (`download_cifar10`); the bundled sample keeps the order of the set
    that it was drawn from.

    Args:
        name: "bundled", or the name of an imported set such as "cifar10".

    Raises:
        UserError: if there is no such set, or if it is damaged.
    """
    if name == bundled.NAME:
        return bundled.load_bundled()
    imported = disk.find_sets(data_dir())
    if name in imported:
        return disk.read_set(imported[name])
    if name == cifar10.NAME:
        raise UserError(
            _(
                "the complete CIFAR-10 is not imported: run `python -m aavae data import PATH...` or "
                "`python -m aavae data download cifar10`."
            )
        )
    raise UserError(
        _("there is no image set {name!r}: choose from {names}.").format(
            name=name, names=", ".join(list_datasets())
        )
    )


def list_datasets() -> list[str]:
    """The names of the sets that can be loaded now, "bundled" first."""
    return [info.name for info in describe_datasets()]


def describe_datasets() -> list[DatasetInfo]:
    """The sets that can be loaded now, "bundled" first; reads no image, and leaves damaged sets out."""
    infos = [_to_info(bundled.read_bundled_meta(), str(bundled.FOLDER))]
    for path in disk.find_sets(data_dir()).values():
        try:
            infos.append(_to_info(disk.read_checked_meta(path), str(path)))
        except UserError:
            continue
    return infos


def _to_info(meta: Meta, path: str) -> DatasetInfo:
    return DatasetInfo(
        name=meta.name,
        title=read_title(meta.title, meta.name, meta.num_train),
        num_train=meta.num_train,
        num_test=meta.num_test,
        size=meta.size,
        classes=meta.class_names,
        path=path,
        source=meta.source,
        digest=meta.digest,
        num_labelled=meta.num_labelled or (meta.num_train, meta.num_test),
        known=meta.known,
        notes=meta.notes,
    )
