"""What a section of the benchmarks measured, as it is kept beside the document."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field


class Side(BaseModel):
    """What one side took.

    Attributes:
        name: of the side.
        values: one for each round.
        quality: how good its result is, where that can differ; see `Comparison.quality`.
    """

    name: str
    values: list[float]
    quality: float | None = None


class Comparison(BaseModel):
    """Ours beside others, in turns; the n-th values of all sides are of one round.

    Attributes:
        kind: tells parts apart.
        what: was done.
        unit: of the values.
        is_rate: whether more is better; else less is, as of seconds.
        quality: what the sides' quality is called; empty where there is none.
        ours: this product.
        theirs: the others, at least one.
    """

    kind: Literal["comparison"] = "comparison"
    what: str
    unit: str
    is_rate: bool = False
    quality: str = ""
    ours: Side
    theirs: list[Side] = Field(min_length=1)

    def compute_ratios(self, other: Side) -> list[float]:
        """How many times as fast ours is as another, in each round."""
        pairs = zip(self.ours.values, other.values, strict=True)
        return [ours / theirs if self.is_rate else theirs / ours for ours, theirs in pairs]


class Waits(BaseModel):
    """How long one waits for a page.

    Attributes:
        kind: tells parts apart.
        page: its name.
        first: seconds of the first visit, one for each round; empty where it was never complete.
        second: of the visit after it, by the same browser.
    """

    kind: Literal["waits"] = "waits"
    page: str
    first: list[float]
    second: list[float]


class Growth(BaseModel):
    """What work takes with more and more of something.

    Attributes:
        kind: tells parts apart.
        what: is done.
        counts: how many images, ascending.
        seconds: for each count one for each round.
        megabytes: the peak for each count; None where it is not known.
    """

    kind: Literal["growth"] = "growth"
    what: str
    counts: list[int]
    seconds: list[list[float]]
    megabytes: list[float | None]


Part = Annotated[Comparison | Waits | Growth, Field(discriminator="kind")]


class Conditions(BaseModel):
    """On what a section was measured.

    Attributes:
        processor: its name.
        vectors: its vector instructions, and what limits them.
        cores: that the process may use.
        memory: of the machine, in bytes.
        versions: of each library and of Chromium, by its name.
    """

    processor: str
    vectors: str
    cores: int
    memory: int
    versions: dict[str, str]


class Section(BaseModel):
    """One section of the document.

    Attributes:
        name: on the command line.
        title: its heading.
        text: how it was measured.
        command: that made it.
        when: it began, as it is printed.
        is_tiny: whether it was a trial with tiny sizes.
        seconds: that it took.
        conditions: on what.
        parts: what was measured.
        failure: why that is not all, a sentence; empty if it is.
    """

    name: str
    title: str
    text: str
    command: str
    when: str
    is_tiny: bool
    seconds: float
    conditions: Conditions
    parts: list[Part] = []
    failure: str = ""


class Report(BaseModel):
    """All sections, in the order of the document."""

    sections: list[Section] = []
