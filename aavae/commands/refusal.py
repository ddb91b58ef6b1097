"""Why arguments were refused, as one line: from tyro's panels and pydantic's errors."""

import re
from collections.abc import Sequence

from pydantic import ValidationError

_RULE = re.compile(r"[\s│|]*[-─]{8,}[\s│|]*")
_FRAME = "│╭╮╰╯─| \n"
_REASONS = (
    (re.compile(r"invalid literal for int\(\) with base 10: ('.*')"), r"\1 is not a whole number"),
    (re.compile(r"could not convert string to float: ('.*')"), r"\1 is not a number"),
)
"""Python's own words, which speak of the program, and ours."""
_NO_MATCH = re.compile(r"no type matching .* could be instantiated from .*- <class '\w+'>: (.*)")
"""Of a setting that may be none: what follows the last class is why the value is not of it."""


def describe_refusal(stop: SystemExit, panel: str, arguments: Sequence[str]) -> str:
    """What tyro had to say when it stopped.

    Args:
        stop: what it raised.
        panel: what it wrote on standard error, 80 columns wide or more.
        arguments: of the command line.
    """
    error, group = _find_cause(stop)
    if error is not None:
        return describe_invalid(error, arguments, group)
    return _condense(panel) or "The command is not complete: see --help."


def describe_invalid(error: ValidationError, arguments: Sequence[str], group: str = "") -> str:
    """What is wrong with settings, by the flags that set them.

    Args:
        error: of one group of settings.
        arguments: of the command line.
        group: where the settings are, in names joined by dots; a flag may begin with any of them, or none.
    """
    prefix = _find_prefix(group, arguments)
    lines = []
    for problem in error.errors():
        flag = ".".join(str(part) for part in problem["loc"]).replace("_", "-")
        message = problem["msg"].removeprefix("Value error, ")
        if flag:
            lines.append(f"--{prefix}{flag}: {message}")
        else:
            # A rule over several settings, which names them as Python does.
            lines.append(re.sub(r"\b[a-z]+(?:_[a-z]+)+\b", lambda name: _to_flag(prefix, name[0]), message))
    return "; ".join(lines)


def _to_flag(prefix: str, name: str) -> str:
    return f"--{prefix}{name.replace('_', '-')}"


def _find_cause(stop: SystemExit) -> tuple[ValidationError | None, str]:
    """The settings' own error that made tyro stop, if one did, and the group of the settings."""
    group = ""
    error: BaseException | None = stop
    while error is not None:
        if isinstance(error, ValidationError):
            return error, group
        place = getattr(error, "arg", None)
        group = place if isinstance(place, str) else group
        error = error.__context__
    return None, group


def _find_prefix(group: str, arguments: Sequence[str]) -> str:
    """How the flags of a group begin, after the dashes: the longest way that one of the arguments does."""
    flags = [argument.lstrip("-").replace("_", "-") for argument in arguments if argument.startswith("--")]
    parts = group.replace("_", "-").split(".")
    for start in range(len(parts)):
        prefix = ".".join(parts[start:]) + "."
        if any(flag.startswith(prefix) for flag in flags):
            return prefix
    return ""


def _condense(panel: str) -> str:
    """The message of tyro's error panel as one line, without its title and the help that follows."""
    sections: list[list[str]] = [[]]
    for line in panel.splitlines()[1:]:
        if _RULE.fullmatch(line):
            sections.append([])
        elif text := line.strip(_FRAME):
            sections[-1].append(text)
    kept = [
        " ".join(section)
        for section in sections
        if section and not section[0].startswith(("Argument helptext", "For full helptext"))
    ]
    message = " ".join(text if text.endswith((".", ":")) else f"{text}." for text in kept)
    message = message.removeprefix("Error parsing ")
    message = _NO_MATCH.sub(r"\1", message)
    for theirs, ours in _REASONS:
        message = theirs.sub(ours, message)
    return message
