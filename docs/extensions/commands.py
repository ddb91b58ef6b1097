"""The reference of the command line: `<!-- commands: all -->` gives its place to every command and its flags.

They are read from the commands' own dataclasses and settings, from which tyro makes the real command line:
names, defaults, choices, limits and what is written below each field.
"""

import dataclasses
import inspect
import types
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import tyro
from annotated_types import Ge, Gt, Le, Lt, MultipleOf
from pydantic import BaseModel
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer

from aavae.__main__ import Command
from docs.extensions.comments import Written, fill_comments

_WORDS = {int: "INT", float: "FLOAT", str: "TEXT", Path: "PATH"}
_LIMITS = ((Gt, "gt", "above"), (Ge, "ge", "at least"), (Lt, "lt", "below"), (Le, "le", "at most"))


class Flag(NamedTuple):
    """One thing that a command takes.

    Attributes:
        names: as they are typed, `--json` and `--no-json`; the one word of what is told by its place.
        value: what follows, in a form like `{h,mu,z}` or `INT`; empty where nothing does.
        text: what it is for.
        limits: which values are taken, in words; empty where all of the kind are.
        default: what holds without it; empty where it must be given.
    """

    names: tuple[str, ...]
    value: str
    text: str
    limits: str
    default: str


def list_commands() -> dict[str, type]:
    """The class of each command by its name, in the order of `--help`."""
    commands = {}
    for annotated in get_args(Command):
        command, settings = get_args(annotated)
        commands[settings.name] = command
    return commands


def list_flags(owner: type, prefix: str = "") -> Iterator[Flag]:
    """What a command, or settings within it, takes.

    Args:
        owner: a dataclass, or a model of pydantic.
        prefix: goes before each name: the field that holds the settings, and a dot.
    """
    for name, kind, text, default in _list_fields(owner):
        kind, metadata = _split(kind)
        own = next((entry.name for entry in metadata if getattr(entry, "name", None) is not None), None)
        if _is_settings(kind):
            below = prefix if own == "" else f"{prefix}{name.replace('_', '-')}."
            yield from list_flags(kind, below)
            continue
        metavar = next((entry.metavar for entry in metadata if getattr(entry, "metavar", None)), None)
        value = metavar or _describe_values(kind)
        is_needed = default in (dataclasses.MISSING, ...)
        word = f"{prefix}{name.replace('_', '-')}"
        if tyro.conf.Positional in metadata:
            names, value = (metavar or name.upper(),), "" if metavar or not value.startswith("{") else value
        else:
            names = (
                (f"--{word}", f"--{prefix}no-{word.removeprefix(prefix)}") if kind is bool else (f"--{word}",)
            )
        yield Flag(
            names, value, text, describe_limits(metadata), "" if is_needed else describe_default(default)
        )


def _list_fields(owner: type) -> Iterator[tuple[str, Any, str, Any]]:
    """Name, type, text and default of each field."""
    if issubclass(owner, BaseModel):
        for name, field in owner.model_fields.items():
            yield (
                name,
                Annotated[field.annotation, *field.metadata, None],
                field.description or "",
                field.default,
            )
        return
    hints = get_type_hints(owner, include_extras=True)
    for field in dataclasses.fields(owner):
        factory = field.default_factory
        default = field.default if factory is dataclasses.MISSING else factory()
        yield field.name, hints[field.name], _find_text(owner, field.name), default


def _is_settings(kind: Any) -> bool:
    return inspect.isclass(kind) and (dataclasses.is_dataclass(kind) or issubclass(kind, BaseModel))


def _find_text(owner: type, name: str) -> str:
    """What is written below a field of a dataclass, or of one that it extends."""
    for base in owner.__mro__:
        if name in vars(base).get("__annotations__", {}):
            texts = ModuleAnalyzer.for_module(base.__module__).find_attr_docs()
            return " ".join(texts.get((base.__qualname__, name), [])).strip()
    return ""


def _split(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without its annotations, and these."""
    if get_origin(kind) is Annotated:
        inner, *metadata = get_args(kind)
        kind, further = _split(inner)
        return kind, (*metadata, *further)
    return kind, ()


def _describe_values(kind: Any) -> str:
    kind, _ = _split(kind)
    if kind is bool:
        return ""
    if get_origin(kind) is Literal:
        return "{" + ",".join(map(str, get_args(kind))) + "}"
    if get_origin(kind) in (Union, types.UnionType):
        return "|".join(_describe_values(part) for part in get_args(kind) if part is not type(None))
    if get_origin(kind) is tuple:
        first, *others = get_args(kind)
        if others == [...]:
            return f"{_describe_values(first)}..."
        return " ".join(map(_describe_values, (first, *others)))
    return _WORDS[kind]


def describe_limits(metadata: Iterable[Any]) -> str:
    """Which values a field takes, in words: of what its type is annotated with."""
    limits = [
        f"{word} {getattr(entry, name):,}"
        for kind, name, word in _LIMITS
        for entry in metadata
        if isinstance(entry, kind)
    ]
    limits += [f"a multiple of {entry.multiple_of}" for entry in metadata if isinstance(entry, MultipleOf)]
    return ", ".join(limits)


def describe_default(value: object) -> str:
    """What a field is if nobody says."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value == "":
        return "empty"
    if value is None or value == ():
        return "none"
    return f"`{' '.join(map(str, value))}`" if isinstance(value, tuple) else f"`{value}`"


def write_commands(_words: str = "all") -> Written:
    """A section for each command, in each an entry for each flag."""
    commands = list_commands()
    parts = [part for name, command in commands.items() for part in _write_command(name, command)]
    return Written("\n\n".join(parts), {inspect.getfile(base) for base in _list_sources(commands.values())})


def _list_sources(owners: Any) -> Iterator[type]:
    """The product's own classes in which flags stand."""
    for owner in owners:
        yield from (base for base in owner.__mro__ if base.__module__.startswith("aavae"))
        for _name, kind, _text, _default in _list_fields(owner):
            kind, _ = _split(kind)
            if _is_settings(kind):
                yield from _list_sources([kind])


def _write_command(name: str, command: type) -> Iterator[str]:
    flags = list(list_flags(command))
    places = " ".join(flag.names[0] for flag in flags if not flag.names[0].startswith("--"))
    yield f"## `{name}`"
    yield inspect.cleandoc(command.__doc__ or "")
    yield f"```text\npython -m aavae {name} {places}".rstrip() + " [FLAGS]\n```"
    yield f"```{{program}} aavae {name}\n```"
    for flag in flags:
        signature = ", ".join(f"{word} {flag.value}".strip() for word in flag.names)
        default = f"Default: {flag.default}." if flag.default else "It must be given."
        limits = f"{flag.limits.capitalize()}." if flag.limits else ""
        text = " ".join(filter(None, [flag.text, limits, default]))
        yield f"````{{option}} {signature}\n{text}\n````"


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect it to Sphinx."""
    fill_comments(app, "commands", write_commands)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
