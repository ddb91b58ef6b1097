"""What a run is: immutable, validated, and the one home of every default.

The types below are the JSON of a run's `config.json`, the flags of `python -m aavae train` and the
widgets of the Train page. An unknown key is an error, so a misspelt setting never trains silently.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from aavae.language import N_, _
from aavae.methods import METHODS, Method, MethodName

EncoderName = Literal["patch", "resnet18", "resnet50"]
ReferenceEncoderName = Literal["resnet18", "resnet50"]
ReferenceDecoderName = Literal["decoder18", "decoder34", "decoder50"]
RepresentationName = Literal["h", "mu", "z"]
Arithmetic = Literal["32-true", "bf16-mixed"]
Precision = Literal["auto", "32-true", "bf16-mixed"]


class Config(BaseModel):
    """Base of every configuration type: frozen, strict about keys, and about NaN and infinity.

    The text under a field is its description: what the widgets and the flags say of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)


class AugmentConfig(Config):
    """How images are augmented; the defaults are SimCLR's for CIFAR-10, as in the paper.

    Source: arXiv 2107.12329, section 4, and arXiv 2002.05709, appendix A.
    """

    crop_scale_min: Annotated[float, Field(gt=0, le=1)] = 0.08
    """Smallest area of the random crop, as a part of the image."""
    crop_scale_max: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Largest area of the random crop, as a part of the image."""
    crop_probability: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Probability of a random resized crop."""
    flip_probability: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Probability of a horizontal flip."""
    jitter_strength: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Strength s of the colour jitter: brightness, contrast and saturation 0.8 s, hue 0.2 s."""
    jitter_probability: Annotated[float, Field(ge=0, le=1)] = 0.8
    """Probability of colour jitter."""
    grayscale_probability: Annotated[float, Field(ge=0, le=1)] = 0.2
    """Probability of dropping the colour."""
    blur_probability: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Probability of a Gaussian blur with sigma from 0.1 to 2 pixels."""

    @model_validator(mode="after")
    def _crop_range(self) -> "AugmentConfig":
        if self.crop_scale_min > self.crop_scale_max:
            raise ValueError(_("crop_scale_min must not exceed crop_scale_max"))
        return self


class ModelConfig(Config):
    """The networks."""

    encoder: EncoderName = "patch"
    """patch: made for CPUs; resnet18, resnet50: torchvision's, with the paper's stem."""
    latent_dim: Annotated[int, Field(ge=1, le=4096)] = 128
    """Width of mu and log_var; of SimCLR's projection."""
    image_size: Annotated[int, Field(ge=16, le=512, multiple_of=2)] = 32
    """Height and width of the images, in pixels; left out of a command, that of the image set."""


class ReferenceModelConfig(ModelConfig):
    """The networks of the paper's reference implementation, as `aavae.nn.networks` builds them.

    Only imported models have them: nothing here trains them.
    """

    # A narrower type than the parent's is safe where nothing can be assigned.
    encoder: ReferenceEncoderName  # pyright: ignore[reportIncompatibleVariableOverride, reportGeneralTypeIssues]
    """torchvision's, with the paper's stem."""
    decoder: ReferenceDecoderName
    """decoder18, decoder34: basic blocks; decoder50: bottlenecks."""
    head: Literal["gaussian", "deterministic"]
    """gaussian: mu and log_var; deterministic: mu alone, as the reference's AE has it."""


class OptimConfig(Config):
    """The optimiser and its schedule."""

    optimizer: Literal["adamw", "muon"] = "muon"
    """adamw: for all weights; muon: for the encoder's kernels, which makes more of few epochs."""
    learning_rate: Annotated[float, Field(gt=0)] = 1e-3
    """Peak learning rate of AdamW; Muon's is 20 times as much."""
    weight_decay: Annotated[float, Field(ge=0)] = 1e-2
    """Decoupled weight decay."""
    schedule: Literal["one-cycle", "constant"] = "one-cycle"
    """one-cycle: up for 20 % of the steps, then down to 0; constant: after the warm-up."""
    warmup_epochs: Annotated[int, Field(ge=0)] = 0
    """Epochs of linear warm-up of the constant schedule (the paper: 10)."""
    gradient_clip: Annotated[float, Field(ge=0)] = 0.0
    """Largest norm of the gradient; 0 does not clip."""


class RunConfig(Config):
    """Everything that decides what a training run computes."""

    method: MethodName = "aavae"
    """The objective: ae, vae, dae (denoising AE), aavae, aavae-features (an extension) or simclr."""
    beta: Annotated[float | None, Field(ge=0)] = None
    """Weight of the KL term; none: the method's own (1 for a VAE, else 0)."""
    features: Annotated[float | None, Field(ge=0)] = None
    """Weight of the patch features as a second target; none: the method's own (0 but for aavae-features)."""
    target_crop: Annotated[float, Field(ge=0.1, le=1)] = 1.0
    """Side of the central square that the decoder is to paint, as a part of the image's; 1: all of it."""
    temperature: Annotated[float, Field(gt=0)] = 0.5
    """Temperature of SimCLR's loss."""
    data: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")] = "bundled"
    """The image set: bundled (10,000 training images of CIFAR-10), or one that was imported."""
    num_epochs: Annotated[int, Field(ge=0, le=100_000)] = 10
    """Passes over the training images."""
    batch_size: Annotated[int, Field(ge=2, le=65_536)] = 256
    """Images in one optimiser step."""
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
    """Decides weights, order, augmentations and noise."""
    recalibrate: bool = True
    """Recompute batch-norm statistics on clean images after the last epoch."""
    model: ModelConfig = ModelConfig()
    augment: AugmentConfig = AugmentConfig()
    optim: OptimConfig = OptimConfig()

    @property
    def switches(self) -> Method:
        """The method's switches, with this run's weights of the KL term and of the patch features."""
        own = {"beta": self.beta, "features": self.features}
        return METHODS[self.method]._replace(
            **{key: value for key, value in own.items() if value is not None}
        )

    @model_validator(mode="after")
    def _weights_need_a_decoder(self) -> "RunConfig":
        if self.beta and METHODS[self.method].contrastive:
            raise ValueError(_("beta: SimCLR has no KL term; leave beta out"))
        if self.features and METHODS[self.method].contrastive:
            raise ValueError(_("features: SimCLR has no decoder, so no second target; leave features out"))
        return self


class Origin(Config):
    """Where the weights of an imported model come from; of its training, labels alone are known."""

    implementation: Literal["reference"]
    """reference: the code of arXiv 2107.12329, github.com/Lightning-Universe/paper-AAVAE."""
    file: str
    """The file's name, without its folder."""
    sha256: str
    """Of the whole file, in hexadecimal digits."""
    step: Annotated[int, Field(ge=0)]
    """Optimiser steps, as the file says; 0: it does not."""
    lightning: str
    """The version of PyTorch Lightning that wrote it; empty: the file does not say."""
    labels: dict[str, bool | int | float | str | None]
    """What the file says of its training, unchecked."""

    def __hash__(self) -> int:
        """By the file: a dictionary has no hash, and caches find a run by its configuration."""
        return hash(self.sha256)


class ImportedConfig(RunConfig):
    """A model that was trained elsewhere: its networks are certain, its settings are what its file says."""

    model: ReferenceModelConfig  # pyright: ignore[reportIncompatibleVariableOverride, reportGeneralTypeIssues]
    origin: Origin


def parse_run_config(values: object) -> RunConfig:
    """A run's configuration from the JSON of its `config.json`.

    Raises:
        ValidationError: it is none.
    """
    is_imported = isinstance(values, dict) and "origin" in values
    return (ImportedConfig if is_imported else RunConfig).model_validate(values)


_FAULTS = {
    "extra_forbidden": N_("Extra inputs are not permitted"),
    "finite_number": N_("Input should be a finite number"),
    "greater_than": N_("Input should be greater than {gt}"),
    "greater_than_equal": N_("Input should be greater than or equal to {ge}"),
    "less_than": N_("Input should be less than {lt}"),
    "less_than_equal": N_("Input should be less than or equal to {le}"),
    "literal_error": N_("Input should be {expected}"),
    "missing": N_("Field required"),
    "value_error": "{error}",
}
"""By its type, what pydantic says of a value, whose own texts are in English alone."""


def describe_first_fault(error: ValidationError) -> str:
    """What is wrong with a configuration, and where: "model.encoder: Input should be ..."."""
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"]))
    message = first["msg"]
    if first["type"] in _FAULTS:
        limits = {name: _shorten(value) for name, value in first.get("ctx", {}).items()}
        message = _(_FAULTS[first["type"]]).format(**limits)
    return f"{place}: {message}" if place else message


def _shorten(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


class HardwareConfig(Config):
    """Where a run computes: it changes how fast, and the last digits, but not what is trained."""

    accelerator: Literal["auto", "cpu", "gpu", "cuda", "mps"] = "auto"
    """The kind of device."""
    precision: Precision = "auto"
    """auto: the fastest that keeps 32-bit weights, and the fastest for Muon, by timing each."""
    devices: Annotated[int, Field(ge=1, le=1024)] = 1
    """Devices of each machine; each holds an equal part of every batch."""
    nodes: Annotated[int, Field(ge=1, le=1024)] = 1
    """Machines; more than one needs a cluster."""
    threads: Annotated[int, Field(ge=0, le=1024)] = 0
    """Threads of each process on a CPU; 0: the fastest, by timing the steps, again when others get busy."""


Cluster = Literal["local", "slurm"]


class ClusterConfig(Config):
    """Which engine runs background jobs, and what it asks Slurm for."""

    cluster: Cluster = "local"
    """local: a child process on this machine; slurm: a job of the cluster, through submitit."""
    partition: str = ""
    """Slurm's partition; empty: the cluster's default."""
    time_minutes: Annotated[int, Field(ge=1, le=525_600)] = 1_440
    """Slurm's time limit; a run that needs longer saves, is requeued and goes on."""
    cpus_per_task: Annotated[int, Field(ge=1, le=1024)] = 2
    """Slurm: processor cores for each process."""
    gpus_per_node: Annotated[int, Field(ge=0, le=1024)] = 0
    """Slurm: GPUs of each machine."""
    memory_gb: Annotated[int, Field(ge=0)] = 0
    """Slurm: memory of each machine; 0: the cluster's default."""


class QueueConfig(Config):
    """How background jobs run unless a job says otherwise."""

    cluster: ClusterConfig = ClusterConfig()
    jobs_at_once: Annotated[int, Field(ge=1, le=64)] = 1
    """How many trainings share this machine; more than one makes each slower."""
