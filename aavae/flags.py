"""A configuration as flags: the way back from the command line."""

from aavae.config import Config


def to_flags(config: Config, prefix: str = "") -> list[str]:
    """The flags of `python -m aavae` that make a configuration, e.g. `["--model.encoder", "resnet50"]`.

    Args:
        config: settings; what is at its default needs no flag.
        prefix: goes before each name: the field that holds the configuration, and a dot.
    """
    flags = []
    for name, value in config:
        word = name.replace("_", "-")
        if isinstance(value, Config):
            flags += to_flags(value, f"{prefix}{word}.")
        elif value != type(config).model_fields[name].default:
            no = "no-" if value is False else ""
            flags.append(f"--{prefix}{no}{word}")
            flags += [] if isinstance(value, bool) else [str(value)]
    return flags
