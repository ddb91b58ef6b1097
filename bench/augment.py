"""Images a second of the augmentation, beside kornia's and torchvision's.

Run `python -m bench.augment`. All three draw and apply the default configuration on the same images, in
turns, on at most two threads; the median of the repeats counts.

Seen with torch 2.14, torchvision 0.29 and kornia 0.9 on two Zen 4 cores (256 images of 32 x 32, the median
of three runs of 15 repeats): ours 36,000 images a second, kornia 8,900, torchvision 2,100. Ours alone, with
the caches to itself: 51,000.
"""

import statistics
import time
from collections.abc import Callable

import torch
from kornia import augmentation
from torch import Tensor
from torchvision.transforms import v2

from aavae.augment import augment, draw_parameters
from aavae.augment.blur import apply_blur
from aavae.augment.colour import apply_grayscale, apply_hue, apply_jitter
from aavae.augment.geometric import apply_crop_and_flip
from aavae.config import AugmentConfig

NUM_IMAGES, HEIGHT, WIDTH = 256, 32, 32
NUM_REPEATS = 15
MAX_THREADS = 2

OURS = "aavae.augment"

Work = Callable[[], object]
Transform = Callable[[Tensor], Tensor]
"""Float images (n, 3, H, W) in [0, 1] to as many views of them."""


def main() -> None:
    """Prints the tables."""
    images, config, generator = prepare()
    threads = torch.get_num_threads()
    print(f"{NUM_IMAGES} images of {HEIGHT} x {WIDTH}, {threads} threads, torch {torch.__version__}")
    _print_table("default configuration", _list_works(images, config, generator))
    _print_table("ours by operation, each on all images", _our_operations(images, config, generator))


def measure(num_repeats: int = NUM_REPEATS) -> dict[str, list[float]]:
    """Images a second of each library in each repeat, ours first."""
    seconds = time_in_turns(_list_works(*prepare()), num_repeats)
    return {name: [NUM_IMAGES / each for each in times] for name, times in seconds.items()}


def prepare() -> tuple[Tensor, AugmentConfig, torch.Generator]:
    """Images, the default configuration, and the source of what is drawn; on as many threads as count."""
    torch.set_num_threads(min(MAX_THREADS, torch.get_num_threads()))
    generator = torch.Generator().manual_seed(0)
    return torch.rand(NUM_IMAGES, 3, HEIGHT, WIDTH, generator=generator), AugmentConfig(), generator


def build_torchvision(config: AugmentConfig) -> v2.Transform:
    """The configuration as torchvision has it: of one image, as it draws the same for a whole batch."""
    s = config.jitter_strength
    return v2.Compose(
        [
            v2.RandomResizedCrop((HEIGHT, WIDTH), scale=(config.crop_scale_min, config.crop_scale_max)),
            v2.RandomHorizontalFlip(config.flip_probability),
            v2.RandomApply([v2.ColorJitter(0.8 * s, 0.8 * s, 0.8 * s, 0.2 * s)], config.jitter_probability),
            v2.RandomGrayscale(config.grayscale_probability),
        ]
    )


def build_kornia(config: AugmentConfig) -> Transform:
    """The configuration as kornia has it: of a batch, with a row for each sample."""
    s = config.jitter_strength
    return augmentation.AugmentationSequential(
        augmentation.RandomResizedCrop(
            (HEIGHT, WIDTH), scale=(config.crop_scale_min, config.crop_scale_max), p=config.crop_probability
        ),
        augmentation.RandomHorizontalFlip(p=config.flip_probability),
        augmentation.ColorJitter(0.8 * s, 0.8 * s, 0.8 * s, 0.2 * s, p=config.jitter_probability),
        augmentation.RandomGrayscale(p=config.grayscale_probability),
    )


def _list_works(images: Tensor, config: AugmentConfig, generator: torch.Generator) -> dict[str, Work]:
    torchvision, kornia = build_torchvision(config), build_kornia(config)
    return {
        OURS: lambda: augment(images, config, generator),
        "torchvision v2, image by image": lambda: torch.stack([torchvision(image) for image in images]),
        "kornia, one row a sample": lambda: kornia(images),
    }


def _our_operations(images: Tensor, config: AugmentConfig, generator: torch.Generator) -> dict[str, Work]:
    everything = config.model_copy(update={"jitter_probability": 1.0, "blur_probability": 1.0})
    drawn = draw_parameters(NUM_IMAGES, HEIGHT, WIDTH, everything, generator)
    none, always = torch.ones(NUM_IMAGES), torch.ones(NUM_IMAGES, dtype=torch.bool)
    # The operations on colour and the blur work in place: scratch changes from repeat to repeat, and no
    # operation's time depends on the values.
    scratch = images.clone()

    def jitter_without_hue() -> Tensor:
        factors = drawn.brightness, drawn.contrast, drawn.saturation
        return apply_jitter(scratch, drawn.jitter_order, *factors, hue=torch.zeros_like(none))

    return {
        "draw": lambda: draw_parameters(NUM_IMAGES, HEIGHT, WIDTH, config, generator),
        "crop and flip": lambda: apply_crop_and_flip(images, drawn.crop, drawn.flip),
        "brightness, contrast, saturation": jitter_without_hue,
        "hue": lambda: apply_hue(scratch, drawn.hue),
        "grayscale": lambda: apply_grayscale(scratch, always),
        "blur": lambda: apply_blur(scratch, drawn.blur_sigma),
    }


def _print_table(title: str, works: dict[str, Work]) -> None:
    print(f"\n{title:<36}{'ms, median':>12}{'fastest':>10}{'images/s':>12}")
    for name, seconds in time_in_turns(works).items():
        median = statistics.median(seconds)
        print(f"{name:<36}{1e3 * median:>12.2f}{1e3 * min(seconds):>10.2f}{NUM_IMAGES / median:>12,.0f}")


def time_in_turns(works: dict[str, Work], num_repeats: int = NUM_REPEATS) -> dict[str, list[float]]:
    """Seconds of each repeat, the works taking turns so that a busy moment hits all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(num_repeats):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            seconds[name].append(time.perf_counter() - start)
    return seconds


if __name__ == "__main__":
    main()
