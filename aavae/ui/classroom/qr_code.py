"""A link as a picture that phones read."""

import functools

import segno


@functools.lru_cache(64)
def make_qr_code(link: str, text: str) -> str:
    """A QR code as SVG text that fills the width it is given, black on white in any theme.

    Args:
        link: what a phone opens; at most some hundred characters, as more would be too fine to be read.
        text: what stands for it where it cannot be seen.
    """
    code = segno.make_qr(link, error="m")
    return code.svg_inline(
        scale=1,
        border=4,
        dark="#000",
        light="#fff",
        omitsize=True,
        svgclass="qr-code",
        lineclass=None,
        title=text,
    ).replace("<svg ", '<svg role="img" ', 1)
