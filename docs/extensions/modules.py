"""The reference of the Python modules: `<!-- modules: NAMES -->` gives its place to their docstrings.

A docstring here is written for people who read the code: Google's sections around plain sentences. What
autodoc would misread of that is made clear to it before it looks. A short name in a docstring or a type means
what it means in its module: those of this product become links, and one that means nothing is an error.
"""

import ast
import builtins
import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Iterator
from functools import cache
from types import GenericAlias, ModuleType, UnionType
from typing import Annotated, Any, get_args, get_origin

from docutils import nodes
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from docs.extensions.commands import describe_default, describe_limits
from docs.extensions.comments import Written, fill_comments

_LEFT_OUT = {"aavae.train.fabric", "aavae.train.uncompiled"}
"""Doors to another library, whose members are that library's."""
_FIELD = re.compile(r"Alias for field number \d+")
_NAME = re.compile(r"[\w.]+")


def list_modules(name: str) -> list[str]:
    """A module, and all below it, in the order of their names."""
    module = importlib.import_module(name)
    below = pkgutil.iter_modules(module.__path__) if hasattr(module, "__path__") else ()
    return [name, *(found for part in below for found in list_modules(f"{name}.{part.name}"))]


def write_modules(names: str) -> Written:
    """A section for each module, and for each below it."""
    found = [name for words in names.split() for name in list_modules(words) if name not in _LEFT_OUT]
    modules = [sys.modules[name] for name in found]
    for module in modules:
        _drop_metadata_of(module)
    sections = [f"## `{name}`\n\n```{{eval-rst}}\n.. automodule:: {name}\n```\n" for name in found]
    return Written("\n".join(sections), [str(module.__file__) for module in modules])


def _drop_metadata_of(module: ModuleType) -> None:
    """Take from the module's annotations what `Annotated` adds: pydantic has read it, and no reader can."""
    for found in _list_annotated(module):
        for name, annotation in found.__annotations__.items():
            found.__annotations__[name] = _drop_metadata(annotation)


def _list_annotated(module: ModuleType) -> Iterator[Any]:
    for found in vars(module).values():
        if getattr(found, "__module__", None) == module.__name__ and hasattr(found, "__annotations__"):
            yield found
            if inspect.isclass(found):
                yield from filter(inspect.isfunction, vars(found).values())


def _drop_metadata(annotation: Any) -> Any:
    if get_origin(annotation) is Annotated:
        return _drop_metadata(get_args(annotation)[0])
    if isinstance(annotation, UnionType):
        first, *others = map(_drop_metadata, get_args(annotation))
        for other in others:
            first |= other
        return first
    if isinstance(annotation, GenericAlias):
        return GenericAlias(get_origin(annotation), tuple(map(_drop_metadata, get_args(annotation))))
    return annotation


def _clarify(app: Sphinx, what: str, name: str, found: object, options: object, lines: list[str]) -> None:
    """Say what a setting's code says, and keep napoleon from taking words before a colon for a type."""
    if what == "class" and inspect.isclass(found) and issubclass(found, BaseModel):
        lines += _list_settings_within(found)
    if what == "attribute" and (field := _find_field(name)) is not None:
        limits = describe_limits(field.metadata)
        lines += [
            " ".join(filter(None, [limits and f"{limits.capitalize()}.", _describe_default(field)])),
            "",
        ]
    if what in ("attribute", "data", "property") and lines and ":" in lines[0]:
        lines[0] = f": {lines[0]}"
    for number, line in enumerate(lines[:-1], start=1):
        if line.strip() in ("Returns:", "Yields:"):
            text = lines[number].lstrip()
            lines[number] = lines[number].removesuffix(text) + f": {text}"


def _list_settings_within(settings: type[BaseModel]) -> list[str]:
    """The fields that are settings themselves, which nothing is written below."""
    lines = [""]
    for name, field in settings.model_fields.items():
        if not field.description and inspect.isclass(kind := field.annotation):
            lines.append(f"* `{name}`: :py:class:`~{kind.__module__}.{kind.__qualname__}`")
    return lines


def _find_field(name: str) -> FieldInfo | None:
    """A field of settings by its full name."""
    owner = _look_up(name.rpartition(".")[0], None)
    if not (inspect.isclass(owner) and issubclass(owner, BaseModel)):
        return None
    return owner.model_fields.get(name.rpartition(".")[2])


def _describe_default(field: FieldInfo) -> str:
    return "It must be given." if field.is_required() else f"Default: {describe_default(field.default)}."


def _skip(app: Sphinx, what: str, name: str, found: object, skipped: bool, options: object) -> bool | None:
    """Leave out what says nothing of its own.

    That is: fields of a NamedTuple, which its docstring has; pydantic's switches, and its copies of classes.
    """
    is_field = _FIELD.fullmatch(getattr(found, "__doc__", None) or "") is not None
    return True if is_field or name == "model_config" or "[" in name else None


def _shorten_signature(
    app: Sphinx, what: str, name: str, found: object, options: object, signature: str, returned: str
) -> tuple[str, str] | None:
    """Settings have their fields listed below them, with types and defaults."""
    return ("", "") if inspect.isclass(found) and issubclass(found, BaseModel) else None


@cache
def _read_typing_imports(module: str) -> dict[str, tuple[str, str]]:
    """What a module imports for type checkers alone, by its name there: the module, and the name in that."""
    imports = {}
    for node in ast.parse(inspect.getsource(sys.modules[module])).body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for line in node.body:
                if isinstance(line, ast.ImportFrom) and line.module:
                    imports |= {name.asname or name.name: (line.module, name.name) for name in line.names}
    return imports


def _look_up(name: str, module: str | None) -> object | None:
    """What a name means: in its module, in Python, or by its full path."""
    first, *rest = name.split(".")
    if module in sys.modules:
        if first in (imports := _read_typing_imports(module)):
            home, first = imports[first]
            return _follow(importlib.import_module(home), [first, *rest])
        if (found := _follow(sys.modules[module], [first, *rest])) is not None:
            return found
    if (found := _follow(builtins, [first, *rest])) is not None:
        return found
    for end in range(len(rest) + 1, 0, -1):
        if home := sys.modules.get(".".join([first, *rest][:end])):
            return _follow(home, [first, *rest][end:])
    return None


def _follow(found: object | None, path: list[str]) -> object | None:
    for part in path:
        found = getattr(found, part, None)
    return found


def _resolve(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, text: nodes.TextElement
) -> nodes.Node | None:
    name = _NAME.match(node["reftarget"])
    if node.get("refdomain") != "py" or name is None:
        return None
    found = _look_up(name[0], node.get("py:module"))
    if found is None:
        # What a function lets through is raised below it, where it is imported.
        found = _look_up(name[0], "aavae.errors")
    if found is None:
        return None
    path = f"{getattr(found, '__module__', '')}.{getattr(found, '__qualname__', '')}"
    entry = env.domains.python_domain.objects.get(path)
    if entry is None:
        # It is another library's, or of a module that has no page here.
        return text
    return make_refnode(app.builder, node["refdoc"], entry.docname, entry.node_id, [text], path)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect it to Sphinx."""
    fill_comments(app, "modules", write_modules)
    app.connect("autodoc-process-docstring", _clarify, priority=400)  # before napoleon
    app.connect("autodoc-skip-member", _skip)
    app.connect("autodoc-process-signature", _shorten_signature)
    app.connect("missing-reference", _resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
