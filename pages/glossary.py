"""Glossary: what the words on the other pages mean."""

from aavae.language import N_
from aavae.ui import frame

with frame.page(
    N_("Glossary"),
    N_(
        "What the words on the other pages mean, each in a sentence and then at length, and where the app "
        "shows it. On every page a word with **dots** below it has its sentence behind it: point at it, "
        "reach it with the Tab key, or tap it once."
    ),
    outline=(
        N_("One term at length, and where to see it"),
        N_("All terms, by theme"),
    ),
    needs="front",
):
    from aavae.ui.glossary.page import render_glossary

    render_glossary()
