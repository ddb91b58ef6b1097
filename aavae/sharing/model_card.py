"""The README.md of an exported model: what it is, its training and its numbers, and what it is not for."""

import shlex
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from aavae.config import ReferenceModelConfig, RunConfig
from aavae.data.store import describe_datasets
from aavae.evaluation.results import Row, list_results
from aavae.evaluation.subject import Subject
from aavae.evaluation.transfer import is_of_set
from aavae.flags import to_flags
from aavae.formatting import format_count, format_duration
from aavae.language import ENGLISH, _, use_language
from aavae.methods import Method
from aavae.runs.registry import Run
from aavae.runs.summary import count_images_seen

_PAPER = (
    "Falcon, Jha, Koker and Cho, *AAVAE: Augmentation-Augmented Variational Autoencoders*, arXiv 2107.12329"
)
_CIFAR10 = ("bundled", "cifar10")
_PROTOCOLS = {
    "linear_probe": "multinomial logistic regression on standardised features of the frozen encoder; its L2 "
    "penalty is chosen on a part of the training images; accuracy on the test images with their 95 % Wilson "
    "interval",
    "knn_probe": "the nearest training images by cosine of standardised features vote, each with weight "
    "exp(cosine / 0.07); accuracy and interval as above",
    "similarity": "how often two augmented views of one test image are more alike (cosine) than views of "
    "two; SimCLR's augmentations; 0.5 is chance",
    "spectrum": "RankMe (arXiv 2210.02885) of centred features of test images",
    "reconstruction": "mean squared error of decoded test images, pixels from 0 to 1",
    "latents": "those whose mean the images move by more than its noise does; KL divergence from N(0, I) in "
    "nats an image",
}
_NAMES = {
    "linear_probe": "Linear probe",
    "knn_probe": "kNN probe",
    "similarity": "Similarity AUC",
    "spectrum": "Effective rank",
    "reconstruction": "Reconstruction error",
    "latents": "Informative latents",
}
"""The parts of a subject's results, how each is measured, and what people call it."""


def make_model_card(subject: Subject, run: Run, files: Sequence[str]) -> str:
    """The text, in Markdown, with the front matter that model hubs read; in English, whoever exports it.

    Args:
        subject: what is exported.
        run: the subject's.
        files: the ONNX files that lie beside it.
    """
    with use_language(ENGLISH):
        parts = [
            _make_front_matter(run),
            f"# {subject.title}\n\n{_describe(subject, run)}",
            f"## Use\n\n{_explain_use(run.config, files)}",
            f"## Training\n\n{describe_training(subject, run)}",
            f"## What was measured\n\n{_describe_results(subject, run)}",
            f"## Intended use, and what it is not for\n\n{_describe_limits(run)}",
            f"## Licence and sources\n\n{_describe_licence(run)}",
        ]
    return "\n\n".join(parts) + "\n"


def _is_cifar10(run: Run) -> bool:
    return run.config.data in _CIFAR10


def _is_deterministic(config: RunConfig) -> bool:
    return isinstance(config.model, ReferenceModelConfig) and config.model.head == "deterministic"


def _make_front_matter(run: Run) -> str:
    lines = ["---"]
    lines += ["license: mit"] if run.shipped else []
    lines += ["datasets: [cifar10]"] if _is_cifar10(run) else []
    return "\n".join([*lines, f"tags: [representation-learning, {run.config.method}]", "---"])


def _describe(subject: Subject, run: Run) -> str:
    config, method = run.config, run.config.switches
    text = (
        f"**{method.title}.** {method.description} The encoder, {config.model.encoder}, maps RGB images of "
        f"{config.model.image_size}x{config.model.image_size} pixels to **h**; the head maps h to **mu**"
    )
    if method.contrastive:
        text += f", SimCLR's projection, {config.model.latent_dim} numbers. There is no decoder."
    else:
        text += "" if _is_deterministic(config) else " and **log_var**"
        text += f", the {config.model.latent_dim} latents that the decoder paints from."
    if subject.epoch is not None:
        text += f" These are the weights after epoch {subject.epoch}, which were kept in 8 bits or fewer."
    elif run.shipped:
        text += (
            " Its weights were rounded to 8 bits or fewer when it was published: these are the rounded ones, "
            "in float32."
        )
    return text


def _explain_use(config: RunConfig, files: Sequence[str]) -> str:
    size = config.model.image_size
    decodes = not config.switches.contrastive
    lines = [
        "```python",
        "import torch, load  # load.py and model.safetensors of this folder; pip install torch safetensors",
        f"images = torch.rand(2, 3, {size}, {size})  # RGB from 0 to 1; normalised inside",
        "h, mu, log_var = load.encode(images)",
        *(["painted = load.decode(mu)"] if decodes else []),
        "```",
        "",
        "h is what probes read: take it as features.",
        f"{' and '.join(f'`{name}`' for name in files)}: the same for any ONNX runtime (float32; the first "
        "dimension is free). `config.json` holds all settings.",
        "Batch norm uses the statistics of training; both are for inference. Scale images of another size to "
        f"{size}x{size} first.",
    ]
    return "\n".join(lines)


def describe_training(subject: Subject, run: Run) -> str:
    """How a run was trained, as a list in Markdown."""
    config, method = run.config, run.config.switches
    titles = {info.name: info.title for info in describe_datasets()}
    data = f"`{config.data}`" + (f", {titles[config.data]}" if config.data in titles else "")
    lines = [_("- Data: {data}").format(data=data)]
    if run.origin is not None:
        lines.append(
            _(
                "- Trained elsewhere, by the paper's reference implementation, and imported from `{file}` "
                "(SHA-256 {sha256}). Its networks are certain; the settings in `config.json` are what that "
                "file says."
            ).format(file=run.origin.file, sha256=run.origin.sha256)
        )
        return "\n".join(lines)
    epochs = subject.epoch if subject.epoch is not None else run.status.epoch
    lines.append(
        _("- Epochs: {epochs} of {num_epochs}, batches of {batch_size}, seed {seed}").format(
            epochs=format_count(epochs),
            num_epochs=format_count(config.num_epochs),
            batch_size=config.batch_size,
            seed=config.seed,
        )
    )
    if subject.epoch is None and (seen := count_images_seen(run)):
        lines.append(
            _("- Images seen: {count}, each counted as often as it was seen").format(count=format_count(seen))
        )
    if subject.epoch is None and run.metrics and (seconds := run.metrics[-1].get("elapsed_seconds")):
        lines.append(_("- Time: {duration}").format(duration=format_duration(seconds)))
    optim = config.optim
    lines.append(
        _(
            "- Optimiser: {optimizer}, peak learning rate {learning_rate:g}, weight decay {weight_decay:g}, "
            "schedule {schedule}"
        ).format(
            optimizer=optim.optimizer,
            learning_rate=optim.learning_rate,
            weight_decay=optim.weight_decay,
            schedule=optim.schedule,
        )
    )
    if method.augment:
        settings = ", ".join(f"{name} {value:g}" for name, value in config.augment.model_dump().items())
        lines.append(_("- Augmentation: {settings}").format(settings=settings))
    else:
        lines.append(_("- Augmentation: none"))
    if not method.contrastive:
        lines.append(_("- Loss: {terms}").format(terms=", ".join(_list_loss_terms(method))))
    command = shlex.join(["python", "-m", "aavae", "train", *to_flags(config)])
    lines.append(_("- Again, in AAVAE Explorer: `{command}`").format(command=command))
    return "\n".join(lines)


def _list_loss_terms(method: Method) -> Iterator[str]:
    if method.sample:
        yield _("negative log likelihood of the original image (sigma 1) from a sample of the posterior")
    else:
        yield _("negative log likelihood of the original image (sigma 1) from the mean")
    yield _("plus {beta:g} x KL").format(beta=method.beta) if method.beta else _("no KL term")
    if method.features:
        yield _("plus {weight:g} x the same of its patch features").format(weight=method.features)


def _describe_results(subject: Subject, run: Run) -> str:
    texts = []
    for result in list_results(subject):
        own = (
            ""
            if is_of_set(subject, result["data"]["name"])
            else " It was not trained on it: that is transfer."
        )
        shown = [part for part in _PROTOCOLS if result.get(part)]
        rows = [f"| {_NAMES[part]} | {row} |" for part in shown for row in _LISTS[part](result[part])]
        texts += [
            f"On {result['data']['title']}, by `{result['command']}`.{own}",
            "\n".join(["| What | Of | Value | From |", "| --- | --- | --- | --- |", *rows]),
            "\n".join(f"- {_NAMES[part]}: {_PROTOCOLS[part]}." for part in shown),
        ]
        texts += [f"Not measured: {reason}" for reason in dict.fromkeys(result.get("missing", {}).values())]
    if texts:
        texts.append("The model was trained once: the intervals do not cover the choice of the seed.")
    else:
        command = f"python -m aavae evaluate {subject.name} --data {run.config.data}"
        texts.append(f"Nothing when this was written. `{command}` measures it; then export it anew.")
    texts += [] if subject.epoch is not None else _describe_training_scores(run)
    more = f"`python -m aavae diagnose {subject.name}` (invariance, style, labels, layers)"
    more += f", `python -m aavae generate {subject.name} --quality` (samples)" if subject.has_decoder else ""
    return "\n\n".join([*texts, f"Left out, since not computed here: {more}."])


def _describe_training_scores(run: Run) -> list[str]:
    """What was measured while it trained, as a sentence; none where nothing was."""
    last = run.metrics[-1] if run.metrics else {}
    parts = []
    if (accuracy := last.get("knn_accuracy")) is not None:
        parts.append(
            f"kNN accuracy on h {_percent(accuracy)}, at most 1,000 test images against 4,000 others"
        )
    if (auc := last.get("similarity_auc")) is not None:
        parts.append(f"similarity AUC on mu {auc:.3f}, of the same test images")
    return [f"While it trained, after its last epoch: {'; '.join(parts)}."] if parts else []


def _list_accuracies(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        low, high = row["interval"]
        neighbours = f", k = {row['k']}" if "k" in row else ""
        yield (
            f"{row['representation']} | {_percent(row['accuracy'])} ({_percent(low)} to {_percent(high)}) | "
            f"{row['num_train']:,} labels, {row['num_test']:,} test images{neighbours}"
        )


def _list_aucs(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        yield f"{row['representation']} | {row['auc']:.3f} | {row['num_images']:,} test images"


def _list_ranks(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        yield f"{row['representation']} | {row['rank_me']:.1f} of {row['num_singular_values']} | test images"


def _list_errors(row: Row) -> Iterator[str]:
    yield f"images | {row['mse']:.4f} | {row['num_images']:,} test images"
    yield f"images | {row['mse_augmented']:.4f} | an augmented view of each"


def _list_latents(row: Row) -> Iterator[str]:
    value = f"{row['num_informative']} of {row['num_latents']}; KL {row['kl_total']:.1f} nats"
    yield f"mu, log_var | {value} | test images"


_LISTS: dict[str, Callable[[Any], Iterator[str]]] = {
    "linear_probe": _list_accuracies,
    "knn_probe": _list_accuracies,
    "similarity": _list_aucs,
    "spectrum": _list_ranks,
    "reconstruction": _list_errors,
    "latents": _list_latents,
}
"""How the rows of each part are told: of what, its value, from what."""


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _describe_limits(run: Run) -> str:
    size = run.config.model.image_size
    lines = [
        "For research and teaching: to compare what objectives make of the same images, as features for "
        "probes, retrieval and maps.",
        "",
        f"- Not for pictures unlike its training images: it has seen `{run.config.data}` at {size}x{size} "
        "pixels, and nothing else.",
        "- Not for decisions about people, and not where an error does harm: it is a small model, measured "
        "by what stands above and by nothing else. What biases its training images have, it has.",
        "- Not as a compressor or a generator of pictures that shall look real.",
    ]
    if _is_cifar10(run):
        lines.append(
            "- CIFAR-10 was chosen from the 80 Million Tiny Images, which their authors withdrew in 2020 for "
            "what some of their pictures and labels were; its ten classes are animals and vehicles."
        )
    return "\n".join(lines)


def _describe_licence(run: Run) -> str:
    if run.origin is not None:
        weights = (
            f"The weights come from `{run.origin.file}`: their licence is that of whoever published it. "
            "`load.py` is part of AAVAE Explorer, under the MIT licence (`LICENSE`)."
        )
    elif run.shipped:
        weights = "The weights, as the rest of AAVAE Explorer, are under the MIT licence (`LICENSE`)."
    else:
        weights = (
            "The weights belong to whoever trained them: state their licence here before you share them. "
            "`load.py` is part of AAVAE Explorer, under the MIT licence (`LICENSE`)."
        )
    lines = [weights, ""]
    if _is_cifar10(run):
        lines += [
            "CIFAR-10 is by Alex Krizhevsky, Vinod Nair and Geoffrey Hinton "
            "(https://www.cs.toronto.edu/~kriz/cifar.html), who ask to cite Krizhevsky's *Learning Multiple "
            "Layers of Features from Tiny Images* (2009). No picture of it is in this folder.",
            "",
        ]
    lines.append(f"- {_PAPER}")
    if run.config.switches.contrastive:
        lines.append(
            "- Chen, Kornblith, Norouzi and Hinton, *A Simple Framework for Contrastive Learning of Visual "
            "Representations*, arXiv 2002.05709"
        )
    else:
        lines.append("- Kingma and Welling, *Auto-Encoding Variational Bayes*, arXiv 1312.6114")
    if run.config.model.encoder != "patch":
        lines.append(
            "- He, Zhang, Ren and Sun, *Deep Residual Learning for Image Recognition*, arXiv 1512.03385"
        )
    return "\n".join(lines)
