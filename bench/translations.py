"""Bring the catalogs of other languages up to the code's texts, and compile them.

A language has one file of texts for each page and package, `aavae/locale/LANGUAGE/PART.po`, which translators
edit, and one compiled catalog, `LC_MESSAGES/aavae.mo`, which the app reads. `python -m bench.translations`
does so for all languages; `python -m bench.translations fr` begins one.
"""

import argparse
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "aavae/locale"
KEYWORDS = {
    "_": None,
    "N_": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "kept_text": None,
    "kept_ntext": (1, 2),
}
_DATE = datetime(2026, 1, 1, tzinfo=UTC)
_BY_PAGE = "ui"
"""The package whose packages are parts of their own: one for each page."""


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
        name = str(path.relative_to(ROOT))
        for _line, texts, comments, context in extract_from_file("python", path, KEYWORDS):
            part = parts.setdefault(find_part(path.relative_to(ROOT)), _make_catalog(None))
            part.add(texts, locations=[(name, 0)], auto_comments=comments, context=context)
    return dict(sorted(parts.items()))


def _list_files() -> Iterator[Path]:
    yield ROOT / "app.py"
    for folder in ("aavae", "pages"):
        yield from sorted((ROOT / folder).rglob("*.py"))


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
