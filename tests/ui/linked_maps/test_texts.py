"""The texts of the maps' JavaScript."""

import re
from pathlib import Path

from aavae.language import use_language
from aavae.ui.linked_maps import texts
from aavae.ui.linked_maps.texts import write_texts

FOLDER = Path(texts.__file__).parent


def read_modules() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.js")}


def test_there_is_every_text_that_the_script_has_a_name_for_and_no_other() -> None:
    modules = read_modules()
    declared = re.search(r"Record<(.*?)\n \*   string", modules.pop("texts"), re.DOTALL)
    assert declared is not None
    assert set(re.findall(r'"(\w+)"', declared[1])) == set(write_texts())
    used = set(re.findall(r"texts\.(\w+)", "".join(modules.values())))
    # By its reason, and by the function that is given all texts.
    assert set(write_texts()) - used == {"never", "gone", "separator"}


def test_thousands_are_apart_as_in_the_rest_of_the_page() -> None:
    assert (write_texts()["language"], write_texts()["separator"]) == ("en", ",")
    with use_language("de"):
        assert (write_texts()["language"], write_texts()["separator"]) == ("de", "\u202f")
