"""Well-known image sets: their classes, counts, official files and checksums, in one table.

A set in its official files needs no code of its own: the forms (`forms.binary`, `forms.pickled`,
`forms.matlab`, `forms.idx`) each read one format, and take from here which file holds what. The checksums of
the files are those of torchvision, those of CIFAR's other archives are on
https://www.cs.toronto.edu/~kriz/cifar.html; the unpacked files of MNIST and Fashion-MNIST are those that the
archives with torchvision's checksums unpack to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from aavae.data import cifar10
from aavae.importing.source import TEST, TRAIN, UNLABELLED
from aavae.language import N_

Format = Literal["binary", "python", "matlab", "idx"]


class SplitFile(NamedTuple):
    """An official file with pictures.

    Attributes:
        name: of the file, without an ending that only says that it is packed (`.gz`).
        split: TRAIN, TEST or UNLABELLED.
        num_pictures: how many it has in the complete set.
        labels: name of the file with their labels; "" if they are in the same file, or there are none.
    """

    name: str
    split: str
    num_pictures: int
    labels: str = ""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a known set lies in files of one format.

    Attributes:
        files: those with pictures: the training pictures in their order, then the others.
        archive: name of the official archive of them; "" if they are not packed together.
        pixels: what the pixels are called inside a file that has names for its parts.
        labels: what the labels are called there.
        label_bytes: how many bytes stand before the pixels of each picture; the last of them is its label.
        label_values: the value that stands for each class, in the order of the classes; empty: 0, 1, 2...
        by_columns: whether the pixels of a channel go down the columns, instead of along the rows.
        class_names: file with the names of the classes, a line each or as a list.
        folds: file with the official folds, a line each: positions of training pictures.
        aside: other official files, which hold no pictures.
        left_out: official files with pictures that are left out, and why, without a full stop, for
            `show_text`.
    """

    files: tuple[SplitFile, ...]
    archive: str = ""
    pixels: str = ""
    labels: str = ""
    label_bytes: int = 0
    label_values: tuple[int, ...] = ()
    by_columns: bool = False
    class_names: str = ""
    folds: str = ""
    aside: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)

    def list_names(self) -> tuple[str, ...]:
        """The names of all official files."""
        labels = (file.labels for file in self.files)
        names = (file.name for file in self.files)
        return tuple(
            name
            for name in (*names, *labels, self.class_names, self.folds, *self.aside, *self.left_out)
            if name
        )


@dataclass(frozen=True, kw_only=True)
class KnownSet:
    """A well-known image set.

    Attributes:
        name: what `--data` takes, and `Source.known` says.
        label: what it is called in sentences.
        class_names: in the order of the labels.
        size: height and width.
        channels: 3 for colour, 1 for grey.
        layouts: how it lies in the files of each format that it is published in.
        md5: MD5 of official files and archives, by name.
        citation: who made it.
        use: what is said about its use, without a full stop; translated where it is shown.
        torchvision_class: the class of `torchvision.datasets` that knows where it can be downloaded.
    """

    name: str
    label: str
    class_names: tuple[str, ...]
    size: tuple[int, int]
    channels: int = 3
    layouts: Mapping[Format, Layout]
    md5: Mapping[str, str]
    citation: str
    use: str
    torchvision_class: str

    @property
    def num_train(self) -> int:
        """Labelled training pictures."""
        return self._count(TRAIN)

    @property
    def num_test(self) -> int:
        """Test pictures."""
        return self._count(TEST)

    @property
    def num_unlabelled(self) -> int:
        """Training pictures without a label."""
        return self._count(UNLABELLED)

    def _count(self, split: str) -> int:
        layout = next(iter(self.layouts.values()))  # every format holds the whole set
        return sum(file.num_pictures for file in layout.files if file.split == split)


_DIGITS = tuple("0123456789")


def _make_cifar_layouts(
    archive: str,
    files: Sequence[SplitFile],
    labels: str,
    label_bytes: int,
    class_names: Mapping[Format, str],
    aside: Mapping[Format, tuple[str, ...]],
) -> Mapping[Format, Layout]:
    """CIFAR's three formats, which differ in the endings of the files and in how labels are told."""

    def make(form: Format, ending: str, **inside: Any) -> Layout:
        return Layout(
            files=tuple(file._replace(name=file.name + ending) for file in files),
            archive=f"{archive}-{form}.tar.gz",
            class_names=class_names.get(form, ""),
            aside=aside[form],
            **inside,
        )

    return {
        "python": make("python", "", pixels="data", labels=labels),
        "binary": make("binary", ".bin", label_bytes=label_bytes),
        "matlab": make("matlab", ".mat", pixels="data", labels=labels),
    }


_CIFAR_CITATION = "Krizhevsky (2009), Learning multiple layers of features from tiny images"
_CIFAR_USE = N_("no licence is stated")
_CIFAR10 = KnownSet(
    name=cifar10.NAME,
    label="CIFAR-10",
    class_names=cifar10.CLASS_NAMES,
    size=cifar10.SIZE,
    layouts=_make_cifar_layouts(
        "cifar-10",
        [
            *(SplitFile(f"data_batch_{number}", TRAIN, 10_000) for number in range(1, 6)),
            SplitFile("test_batch", TEST, 10_000),
        ],
        labels="labels",
        label_bytes=1,
        class_names={"python": "batches.meta", "binary": "batches.meta.txt"},
        aside={
            "python": ("readme.html",),
            "binary": ("readme.html",),
            "matlab": ("batches.meta.mat", "readme.html"),
        },
    ),
    md5={
        "cifar-10-python.tar.gz": "c58f30108f718f92721af3b95e74349a",
        "cifar-10-binary.tar.gz": "c32a1d4ab5d03f1284b67883e8d87530",
        "cifar-10-matlab.tar.gz": "70270af85842c9e89bb428ec9976c926",
        "data_batch_1": "c99cafc152244af753f735de768cd75f",
        "data_batch_2": "d4bba439e000b95fd0a9bffe97cbabec",
        "data_batch_3": "54ebc095f3ab1f0389bbae665268c751",
        "data_batch_4": "634d18415352ddfa80567beed471001a",
        "data_batch_5": "482c414d41f54cd18b22e5b47cb7c3cb",
        "test_batch": "40351d587109b95175f43aff81a1287e",
        "batches.meta": "5ff9c542aee3614f3951f8cda6e48888",
    },
    citation=_CIFAR_CITATION,
    use=_CIFAR_USE,
    torchvision_class="CIFAR10",
)

_CIFAR100_CLASSES = """
apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can
castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin
elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard
lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear
pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal
shark shrew skunk skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank
telephone television tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm
"""
_CIFAR100 = KnownSet(
    name="cifar100",
    label="CIFAR-100",
    class_names=tuple(_CIFAR100_CLASSES.split()),
    size=(32, 32),
    layouts=_make_cifar_layouts(
        "cifar-100",
        [SplitFile("train", TRAIN, 50_000), SplitFile("test", TEST, 10_000)],
        labels="fine_labels",
        label_bytes=2,
        class_names={"python": "meta", "binary": "fine_label_names.txt"},
        aside={"python": ("file.txt~",), "binary": ("coarse_label_names.txt",), "matlab": ("meta.mat",)},
    ),
    md5={
        "cifar-100-python.tar.gz": "eb9058c3a382ffc7106e4002c42a8d85",
        "cifar-100-binary.tar.gz": "03b5dce01913d631647c71ecec9e9cb8",
        "cifar-100-matlab.tar.gz": "6a4bfa1dcd5c9453dda6bb54194911f4",
        "train": "16019d7e3df5f24257cddd939b257f8d",
        "test": "f0ef6b0ae62326f3e7ffdfab6717acfc",
        "meta": "7973b15100ade9c7d40fb424638fde48",
    },
    citation=_CIFAR_CITATION,
    use=_CIFAR_USE,
    torchvision_class="CIFAR100",
)

_STL10 = KnownSet(
    name="stl10",
    label="STL-10",
    class_names=("airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck"),
    size=(96, 96),
    layouts={
        "binary": Layout(
            files=(
                SplitFile("train_X.bin", TRAIN, 5_000, "train_y.bin"),
                SplitFile("test_X.bin", TEST, 8_000, "test_y.bin"),
                SplitFile("unlabeled_X.bin", UNLABELLED, 100_000),
            ),
            archive="stl10_binary.tar.gz",
            label_values=tuple(range(1, 11)),
            by_columns=True,
            class_names="class_names.txt",
            folds="fold_indices.txt",
        ),
    },
    md5={
        "stl10_binary.tar.gz": "91f7769df0f17e558f3565bffb0c7dfb",
        "train_X.bin": "918c2871b30a85fa023e0c44e0bee87f",
        "train_y.bin": "5a34089d4802c674881badbb80307741",
        "unlabeled_X.bin": "5242ba1fed5e4be9e1e742405eb56ca4",
        "test_X.bin": "7f263ba9f9e0b06b93213547f721ac82",
        "test_y.bin": "36f9794fa4beb8a2c72628de14fa638e",
    },
    citation=(
        "Coates, Ng and Lee (2011), An analysis of single-layer networks in unsupervised feature learning"
    ),
    use=N_("pictures from ImageNet, under its terms"),
    torchvision_class="STL10",
)

_SVHN = KnownSet(
    name="svhn",
    label="SVHN",
    class_names=_DIGITS,
    size=(32, 32),
    layouts={
        "matlab": Layout(
            files=(
                SplitFile("train_32x32.mat", TRAIN, 73_257),
                SplitFile("test_32x32.mat", TEST, 26_032),
            ),
            pixels="X",
            labels="y",
            label_values=(10, *range(1, 10)),
            by_columns=True,
            left_out={
                "extra_32x32.mat": N_("SVHN's extra pictures, which are easier, are no training pictures")
            },
        ),
    },
    md5={
        "train_32x32.mat": "e26dedcc434d2e4c54c9b2d4a06d8373",
        "test_32x32.mat": "eb5a983be6a315427106f1b164d9cef3",
    },
    citation=("Netzer et al. (2011), Reading digits in natural images with unsupervised feature learning"),
    use=N_("for non-commercial use"),
    torchvision_class="SVHN",
)

_IDX = Layout(
    files=(
        SplitFile("train-images-idx3-ubyte", TRAIN, 60_000, "train-labels-idx1-ubyte"),
        SplitFile("t10k-images-idx3-ubyte", TEST, 10_000, "t10k-labels-idx1-ubyte"),
    )
)

_MNIST = KnownSet(
    name="mnist",
    label="MNIST",
    class_names=_DIGITS,
    size=(28, 28),
    channels=1,
    layouts={"idx": _IDX},
    md5={
        "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
        "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
        "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
        "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
        "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
        "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
        "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
        "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
    },
    citation="LeCun, Cortes and Burges (1998), The MNIST database of handwritten digits",
    use="CC BY-SA 3.0",
    torchvision_class="MNIST",
)

_FASHION_MNIST = KnownSet(
    name="fashion-mnist",
    label="Fashion-MNIST",
    class_names=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    size=(28, 28),
    channels=1,
    layouts={"idx": _IDX},
    md5={
        "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
        "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
        "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
        "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
        "train-images-idx3-ubyte": "f4a8712d7a061bf5bd6d2ca38dc4d50a",
        "train-labels-idx1-ubyte": "9018921c3c673c538a1fc5bad174d6f9",
        "t10k-images-idx3-ubyte": "8181f5470baa50b63fa0f6fddb340f0a",
        "t10k-labels-idx1-ubyte": "15d484375f8d13e6eb1aabb0c3f46965",
    },
    citation="Xiao, Rasul and Vollgraf (2017), Fashion-MNIST: a novel image dataset",
    use=N_("MIT licence"),
    torchvision_class="FashionMNIST",
)

KNOWN_SETS: Mapping[str, KnownSet] = {
    known.name: known for known in (_CIFAR10, _CIFAR100, _STL10, _SVHN, _MNIST, _FASHION_MNIST)
}
"""By name, in the order in which people are offered them."""
