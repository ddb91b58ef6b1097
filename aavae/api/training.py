"""Training in a notebook: an iterator of epochs over a run on disk, as `python -m aavae train` makes one."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, get_args

from aavae.api.arguments import check_choice
from aavae.api.images import load_images
from aavae.api.model import LoadedModel, load
from aavae.config import HardwareConfig, ImportedConfig, RunConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.data.store import describe_datasets
from aavae.data.trainable import check_trainable, take_image_size
from aavae.errors import UserError
from aavae.importing.build import check_name
from aavae.paths import data_dir
from aavae.runs.registry import Run, choose_name, create_run
from aavae.runs.registry import check_name as check_run_name

if TYPE_CHECKING:
    from aavae.train.metrics import EpochMetrics

_DEVICES = get_args(HardwareConfig.model_fields["accelerator"].annotation)


class Fit:
    """A run that trains, in this process, while somebody iterates over it; `fit` makes it.

    Whoever breaks out of the loop stops the run after the epoch that it was given; iterating again goes on
    from there, as does `python -m aavae train --resume NAME`. From its first epoch on the run is an ordinary
    one, which the pages and commands find by its name; before, there is nothing of it on disk.

    Attributes:
        name: the run's; one that was not asked for may become another free one as the training begins.
        config: what is trained, with the image set and its size.
    """

    def __init__(self, config: RunConfig, name: str | None, hardware: HardwareConfig) -> None:
        self.config = config
        self.name = choose_name(config) if name is None else name
        self._is_any_name = name is None
        self._hardware = hardware
        self._run: Run | None = None

    def __repr__(self) -> str:
        return f"<fit {self.name!r}: {self.state}, {len(self.history)} of {self.config.num_epochs} epochs>"

    def __iter__(self) -> "Iterator[EpochMetrics]":
        """Train to the end, from where it is.

        Yields:
            The metrics of each epoch, after they and the weights are on disk: `epoch`, from 1, `loss` in nats
            an image, `knn_accuracy` in [0, 1], `similarity_auc`, ...

        Raises:
            UserError: the name is taken, the loss diverged, another process trains this run, or its files
                cannot be written.
        """
        from aavae.estimate.pace import record_pace
        from aavae.runs.execute import execute

        dataset = load_images(self.config.data)
        run = self._run = self._run or self._create()
        with contextlib.closing(execute(run, dataset, self._hardware)) as epochs:
            yield from record_pace(self.config, self._hardware, epochs)

    def _create(self) -> Run:
        if self._is_any_name:
            self.name = choose_name(self.config)
        return create_run(self.name, self.config)

    @property
    def state(self) -> str:
        """`new` before it trains, then its run's: `running`, `stopped`, `failed` or `finished`."""
        return "new" if self._run is None else self._run.status.state

    @property
    def history(self) -> "list[EpochMetrics]":
        """The metrics of all epochs so far."""
        from aavae.train.metrics import EpochMetrics

        return [] if self._run is None else [EpochMetrics(**metrics) for metrics in self._run.metrics]

    @property
    def model(self) -> LoadedModel:
        """The model as its last epoch left it.

        Raises:
            UserError: it has not trained yet.
        """
        if self._run is None:
            raise UserError(f"'{self.name}' has no model yet: iterate over it, which trains it.")
        return load(self._run.layout.path)


def fit(
    config: RunConfig | None = None,
    images: str | Dataset | None = None,
    *,
    name: str | None = None,
    device: str = "auto",
) -> Fit:
    """Prepare a training, which happens by iterating over it: `python -m aavae train`.

    Its run is a directory of the runs folder (`AAVAE_RUNS`); `python -m aavae models` and the pages list it.
    A set from `load_images` that is in no folder yet, such as a part of one, is kept in the data folder
    (`AAVAE_DATA`) under its own name, so that they find the images of the run, too.

    Args:
        config: what to train; None: the defaults, an AAVAE of ten epochs.
        images: what to train on, in place of `config.data`: the name of a set, or one from `load_images`. The
            model takes the size of these images unless the configuration says another one.
        name: of the run; None: a free one, such as `aavae-1`.
        device: `auto`, `cpu`, `gpu`, `cuda` or `mps`.

    Raises:
        UserError: the images are too few or of another size, or the name is taken or cannot be a run's.
    """
    config = RunConfig() if config is None else config
    if not isinstance(config, RunConfig):
        raise UserError(f"config: give a RunConfig, such as RunConfig(method='vae'), not {config!r}.")
    if isinstance(config, ImportedConfig):
        raise UserError(f"The networks of '{config.origin.file}' cannot be trained here: give a RunConfig.")
    check_choice("device", device, _DEVICES)
    if name is not None:
        if not isinstance(name, str):
            raise UserError(f"name: a run's name is a text, not {name!r}.")
        check_run_name(name)
    if images is not None:
        data = _keep(images) if isinstance(images, Dataset) else load_images(images).name
        config = config.model_copy(update={"data": data})
    if "image_size" not in config.model.model_fields_set:
        config = take_image_size(config)
    check_trainable(config)
    return Fit(config, name, HardwareConfig.model_validate({"accelerator": device}))


def _keep(dataset: Dataset) -> str:
    """The name by which an image set is found on disk, once it is there."""
    kept = next((info for info in describe_datasets() if info.name == dataset.name), None)
    if kept is None:
        check_name(dataset.name)
        write_set(data_dir(), dataset, "made in a notebook")
    elif kept.digest != dataset.digest:
        raise UserError(
            f"There is another image set '{dataset.name}' already: remove it with "
            f"`python -m aavae data remove {dataset.name}`, or take another part."
        )
    return dataset.name
