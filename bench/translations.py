"""Bring the catalogs of other languages up to the code's texts, and compile them.

A language has one file of texts for each page and package, `aavae/locale/LANGUAGE/PART.po`, which translators
edit, and one compiled catalog, `LC_MESSAGES/aavae.mo`, which the app reads. `python -m bench.translations`
does so for all languages; `python -m bench.translations fr` begins one.
"""

import argparse
import ast
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from aavae.config import ClusterConfig, HardwareConfig, QueueConfig, RunConfig
from aavae.ui.forms.fields import find_field, list_paths

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "aavae/locale"
_TEXTS = {"_": 1, "N_": 1, "ngettext": 2, "pgettext": 2, "kept_text": 1, "kept_ntext": 2}
"""Functions that mark texts, and how many texts they take; `pgettext` takes a context before."""
_DATE = datetime(2026, 1, 1, tzinfo=UTC)
_BY_PAGE = "ui"
"""The package whose packages are parts of their own: one for each page."""
_OF_FORMS = "ui.forms"
"""The part with what forms say of the settings of a run."""


def find_part(path: Path) -> str:
    """Name of the catalog that holds a file's texts: `ui.maps`, `importing`, `pages`, `aavae`.

    Args:
        path: of a Python file, relative to the project.
    """
    folders = path.parts[:-1]
    if folders[:2] == ("aavae", _BY_PAGE):
        return ".".join(folders[1:3])
    return folders[1] if len(folders) > 1 else folders[0] if folders else "pages"


def extract_parts() -> dict[str, Catalog]:
    """The texts that the code marks, by part."""
    parts: dict[str, Catalog] = {}
    for path in _list_files():
        place = path.relative_to(ROOT)
        for context, texts in extract_texts(path.read_text(encoding="utf-8")):
            part = parts.setdefault(find_part(place), _make_catalog(None))
            part.add(texts, locations=[(str(place), 0)], context=context)
    for text in list_meanings():
        parts[_OF_FORMS].add(text, locations=[("aavae/config.py", 0)])
    return dict(sorted(parts.items()))


def extract_texts(source: str) -> Iterator[tuple[str | None, str | tuple[str, str]]]:
    """The texts that a program marks, in its order: the context, and a text, or its singular and plural.

    By its syntax tree: tools that read its tokens miss, before Python 3.12, what is inside an f-string.
    """
    calls = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _TEXTS
    ]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        texts = tuple(
            argument.value
            for argument in call.args[: _TEXTS[name]]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        )
        # A variable holds what `N_` has marked elsewhere.
        if len(texts) == _TEXTS[name]:
            context, *forms = texts if name == "pgettext" else (None, *texts)
            yield context, forms[0] if len(forms) == 1 else (forms[0], forms[1])


def _list_files() -> Iterator[Path]:
    yield ROOT / "app.py"
    for folder in ("aavae", "pages"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def list_meanings() -> Iterator[str]:
    """What forms say of each setting: docstrings, which no call marks."""
    for config_type in (RunConfig, HardwareConfig, ClusterConfig, QueueConfig):
        for path in list_paths(config_type):
            yield find_field(config_type, path).description or ""


def read_parts(language: str) -> dict[str, Catalog]:
    """A language's translations, by part."""
    return {
        path.stem: read_po(io.BytesIO(path.read_bytes()), locale=language)
        for path in sorted((LOCALE / language).glob("*.po"))
    }


def update(language: str) -> None:
    """Bring the files of a language up to the code's texts: new ones are empty, those that are gone go."""
    old = read_parts(language)
    parts = extract_parts()
    for name in old.keys() - parts.keys():
        (LOCALE / language / f"{name}.po").unlink()
    for name, template in parts.items():
        catalog = old.get(name, _make_catalog(language))
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path = LOCALE / language / f"{name}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(write_part(catalog))


def write_part(catalog: Catalog) -> bytes:
    """A catalog as the text that translators edit."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=100, include_lineno=False, ignore_obsolete=True)
    return buffer.getvalue()


def compile_catalog(language: str) -> bytes:
    """What the app reads: all parts as one catalog, in gettext's form."""
    whole = _make_catalog(language)
    for catalog in read_parts(language).values():
        for message in catalog:
            if message.id and message.string:
                whole.add(message.id, message.string, context=message.context)
    buffer = io.BytesIO()
    write_mo(buffer, whole)
    return buffer.getvalue()


def _make_catalog(language: str | None) -> Catalog:
    # Of one date, so that nothing changes where no text does.
    return Catalog(
        locale=language,
        project="AAVAE Explorer",
        version="texts",
        header_comment=f"# Texts of AAVAE Explorer: {language}",
        creation_date=_DATE,
        revision_date=_DATE,
        msgid_bugs_address="",
        last_translator="",
        language_team="",
        fuzzy=False,
    )


def main(arguments: list[str] | None = None) -> None:
    """Update and compile every language, and say what is not translated yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("languages", nargs="*", help="codes; all that are there, if none is named")
    languages = parser.parse_args(arguments).languages
    for language in languages or sorted(path.name for path in LOCALE.iterdir() if path.is_dir()):
        update(language)
        path = LOCALE / language / "LC_MESSAGES/aavae.mo"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(compile_catalog(language))
        for name, catalog in read_parts(language).items():
            missing = sum(1 for message in catalog if message.id and not is_translated(message))
            if missing:
                print(f"{language}: {name}.po: {missing} of {len(catalog)} texts are not translated.")


def is_translated(message: Message) -> bool:
    """Whether a text has all of its forms in the other language."""
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


if __name__ == "__main__":
    main()
