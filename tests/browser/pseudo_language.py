"""A language whose every letter has a mark, so that what a page says in plain letters is not translated.

`python -m bench.untranslated` looks at single pages in it.
"""

import io
import re
from collections.abc import Callable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from playwright.sync_api import Page

from bench.translations import extract_parts

CODE = "eo"
_MARKED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
)
_KEPT = re.compile(
    r"\{[^{}]*\}|\]\([^)]*\)|`[^`]*`|</?[a-z][^>]*>|&[a-z]+;|:[a-z]+/[a-z_]+:|https?://\S+|\\n"
)
"""What no translator touches: places for values, addresses, code, markup."""

_FIND_TEXTS = """() => {
  const skipped = "code, pre, kbd, script, style, noscript, [translate=no], [data-testid=stToolbar], "
    + "[data-testid=stMainMenu], [data-testid=stJson], [data-testid=stStatusWidget], "
    + "[data-testid=stFileUploaderDropzone], "
    + "[data-testid=stHeader], [data-testid=stFullScreenFrame] > [data-testid=stElementToolbar], .modebar, "
    + "[data-testid=stIconMaterial], [data-testid=stElementToolbar]";
  const found = [];
  const visit = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
      if (!element || element.closest(skipped)) continue;
      if (node.nodeType === Node.TEXT_NODE) {
        found.push(node.data);
        continue;
      }
      if (element.shadowRoot) visit(element.shadowRoot);
      for (const name of ["aria-label", "title", "placeholder", "alt"]) {
        const value = element.getAttribute(name);
        if (value) found.push(value);
      }
    }
  };
  visit(document.body);
  found.push(document.title);
  return found;
}"""

_WORD = re.compile(r"[A-Za-z]{3,}")


_NAMES = (
    "AAVAE VAE DAE AE SimCLR UMAP PCA SNE AUC kNN RankMe KL mu log var std true ELBO MSE PSNR SSIM FID",
    "beta dino paper min max GHz cpu mixed cifar bundled aavae ResNet Zen",
    "CIFAR STL airplane automobile bird cat deer dog frog horse ship truck",
    "Falcon Jha Koker Cho Kingma Welling arXiv GitHub PyTorch NumPy ONNX NVIDIA HBM CSV HTML JSON PNG SVG",
)
SAME_WORDS = frozenset(word for line in _NAMES for word in line.split())
"""Names: of models, methods, data, people, formats and units."""


FRAMEWORK_TEXTS = re.compile(
    "(Help for .*|Choose an option|Choose options|Selected values|Remove .*|Link to heading|Sidebar"
    "|Collapse sidebar|Expand sidebar|Skip to main content|Increment|Decrement|Copy to clipboard|Open|Clear"
    "|Clear all|Close|Alert|Select all|(.* · )?AAVAE Explorer)"
)
"""What Streamlit says, which has no translations; and the product's name."""


def is_name(word: str) -> bool:
    """Whether a word is one of `SAME_WORDS`."""
    return word in SAME_WORDS


def write_pseudo_language(folder: Path) -> None:
    """Write the catalog of all texts that the code marks, into a folder that `AAVAE_LOCALE` may name."""
    whole = Catalog(locale=CODE)
    for catalog in extract_parts().values():
        for message in catalog:
            if isinstance(message.id, tuple):
                whole.add(message.id, tuple(map(mark, message.id)), context=message.context)
            elif message.id:
                whole.add(message.id, mark(str(message.id)), context=message.context)
    buffer = io.BytesIO()
    write_mo(buffer, whole)
    path = folder / CODE / "LC_MESSAGES/aavae.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(buffer.getvalue())


def mark(text: str) -> str:
    """A text with a mark on each letter that translators may change."""
    pieces, end = [], 0
    for kept in _KEPT.finditer(text):
        pieces += [text[end : kept.start()].translate(_MARKED), kept[0]]
        end = kept.end()
    return "".join([*pieces, text[end:].translate(_MARKED)])


def find_plain(page: Page, is_known: Callable[[str], bool]) -> list[str]:
    """What a page says in plain letters, but for words that are the same in all languages.

    Args:
        page: open, in the pseudo language.
        is_known: whether a word is such a one.
    """
    texts: list[str] = page.evaluate(_FIND_TEXTS)
    return sorted(
        {
            text.strip()[:2_000]
            for text in texts
            if not FRAMEWORK_TEXTS.fullmatch(text.strip())
            and not all(
                is_known(word)
                for word in _WORD.findall(re.sub(r"https?://\S+|[\w/.-]+\.\w{2,5}\b", "", text))
            )
        }
    )
