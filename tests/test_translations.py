"""The texts that the code marks, and their catalogs.

Which languages there are, their folders in `aavae/locale` say: a new one is tested without a line here.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from aavae.language import list_languages
from bench.translations import (
    LOCALE,
    ROOT,
    compile_catalog,
    extract_parts,
    extract_texts,
    is_translated,
    read_parts,
)

LANGUAGES = sorted(path.name for path in LOCALE.iterdir() if path.is_dir())
CODE = [ROOT / "app.py", *sorted((ROOT / "aavae").rglob("*.py")), *sorted((ROOT / "pages").glob("*.py"))]
NOW = {"_", "ngettext", "pgettext"}
"""Functions that translate where they are called; `N_` marks for later."""
KEPT = re.compile(r"\]\([^)]*\)|`[^`]*`|:material/\w+:|</?\w+[^>]*>|https?://[^\s)]+|--[a-z][a-z-]+")
"""What is no language: where links lead, code, icons, markup, flags."""
STUDY = """
_("one"); N_(
    "two "
    "words"
)
f"{_('inside')} {ngettext('{n} day', '{n} days', 3)}"
pgettext("verb", "Run")
_(variable); other("not marked"); _("a" if True else "b")
"""


def list_messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def key(message: Message) -> tuple[str | None, str | tuple[str, ...]]:
    return message.context, tuple(message.id) if not isinstance(message.id, str) else message.id


def list_forms(text: object) -> list[str]:
    return [text] if isinstance(text, str) else list(text) if isinstance(text, list | tuple) else []


def list_places(text: str) -> set[tuple[str, str | None, str | None]]:
    """The places for values in a text: name, conversion and format."""
    return {(name, turn, form) for _text, name, form, turn in Formatter().parse(text) if name is not None}


def explain_fault(message: Message) -> str | None:
    """What a translation has that the English has not, or the other way round; None: they agree."""
    english, other = list_forms(message.id), list_forms(message.string)
    everywhere = set().union(*map(list_places, english))
    try:
        places = [list_places(text) for text in other]
    except ValueError as error:
        return f"a brace: {error}"
    # Of the forms of a plural, that for one thing need not say the number.
    if places[-1] != list_places(english[-1]) or any(not each <= everywhere for each in places):
        return "its places for values"
    for text in other:
        if Counter(KEPT.findall(text)) not in [Counter(KEPT.findall(each)) for each in english]:
            return "a link's end, code, an icon, markup or a flag"
        if (text[:1].isspace(), text[-1:].isspace()) != (english[0][:1].isspace(), english[0][-1:].isspace()):
            return "a space at its beginning or end"
        if text.count("**") % 2:
            return "its asterisks"
    return None


def test_texts_are_found_wherever_they_stand() -> None:
    assert list(extract_texts(STUDY)) == [
        (None, "one"),
        (None, "two words"),
        (None, "inside"),
        (None, ("{n} day", "{n} days")),
        ("verb", "Run"),
    ]


@pytest.mark.parametrize(
    ("english", "other", "fault"),
    [
        ("{n} of {total:.1f}", "von {total:.1f} {n}", None),
        ("{n} of {total:.1f}", "{n} von {total:.2f}", "its places for values"),
        ("{n} of {total}", "{n} von {total", "a brace: expected '}' before end of string"),
        (("one", "{n} images"), ("eins", "{n} Bilder"), None),
        (("one", "{n} images"), ("eins", "Bilder"), "its places for values"),
        ("a [seed](term:seed)", "ein [Keim](term:seed)", None),
        ("a [seed](term:seed)", "ein [Keim](term:keim)", "a link's end, code, an icon, markup or a flag"),
        ("ends: ", "endet:", "a space at its beginning or end"),
        ("**all**", "**alle*", "its asterisks"),
    ],
)
def test_a_faulty_translation_is_noticed(
    english: str | tuple[str, str], other: str | tuple[str, str], fault: str | None
) -> None:
    assert explain_fault(Message(english, other)) == fault


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogs_have_the_texts_that_the_code_marks(language: str) -> None:
    marked = {
        (part, key(message)) for part, texts in extract_parts().items() for message in list_messages(texts)
    }
    translated = {
        (part, key(message))
        for part, texts in read_parts(language).items()
        for message in list_messages(texts)
    }
    assert marked - translated == set(), "make translations adds them"
    assert translated - marked == set(), "make translations takes them out"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_its_translation(language: str) -> None:
    missing, faults = [], []
    for part, catalog in read_parts(language).items():
        for message in list_messages(catalog):
            if not is_translated(message) or len(list_forms(message.string)) != (
                1 if isinstance(message.id, str) else catalog.num_plurals
            ):
                missing.append((part, message.id))
            elif (fault := explain_fault(message)) is not None:
                faults.append((part, fault, message.id, message.string))
    assert (missing, faults) == ([], [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_the_same_wherever_it_stands(language: str) -> None:
    by_text: dict[object, dict[str, object]] = {}
    for part, catalog in read_parts(language).items():
        for message in list_messages(catalog):
            if is_translated(message):
                by_text.setdefault(key(message), {})[part] = message.string
    different = {text: found for text, found in by_text.items() if len(set(map(str, found.values()))) > 1}
    assert different == {}, (
        "one catalog holds all parts, so one would win: make them alike, or tell them by pgettext"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalog_is_what_the_texts_compile_to(language: str) -> None:
    kept = (LOCALE / language / "LC_MESSAGES/aavae.mo").read_bytes()
    assert kept == compile_catalog(language), "make translations compiles it"
    assert language in list_languages()


def find_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {*NOW, "N_"}:
            yield node


def find_early_calls(node: ast.AST, is_late: bool = False) -> Iterator[ast.Call]:
    """Calls that translate while a module is imported, when nobody reads."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        # Defaults and decorators are evaluated where a function is defined, its body when it is called.
        early = [*node.args.defaults, *(each for each in node.args.kw_defaults if each is not None)]
        early += [] if isinstance(node, ast.Lambda) else node.decorator_list
        for each in early:
            yield from find_early_calls(each, is_late)
        for each in [node.body] if isinstance(node, ast.Lambda) else node.body:
            yield from find_early_calls(each, True)
        return
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NOW and not is_late:
        yield node
    for child in ast.iter_child_nodes(node):
        yield from find_early_calls(child, is_late)


def name_place(path: Path, node: ast.expr) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def test_what_is_marked_can_be_translated() -> None:
    faults = []
    for path in CODE:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if path.parent.name == "aavae" and path.name in ("language.py", "kept_text.py"):
            continue
        for call in find_calls(tree):
            if any(isinstance(each, ast.JoinedStr) for argument in call.args for each in ast.walk(argument)):
                faults.append(f"{name_place(path, call)}: an f-string is another text at every value")
            elif (
                isinstance(call.func, ast.Name)
                and call.func.id != "_"
                and not list(extract_texts(ast.unparse(call)))
            ):
                faults.append(f"{name_place(path, call)}: no text that a tool could find")
        faults += [f"{name_place(path, call)}: translated at import" for call in find_early_calls(tree)]
        imports = any(
            isinstance(node, ast.ImportFrom) and any(name.name == "_" for name in node.names)
            for node in ast.walk(tree)
        )
        faults += [
            f"{name_place(path, node)}: hides the function"
            for node in ast.walk(tree)
            if imports and isinstance(node, ast.Name) and node.id == "_" and isinstance(node.ctx, ast.Store)
        ]
    assert faults == []
