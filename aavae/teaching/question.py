"""A question of the lesson: the reader answers it before the result is shown."""

from collections.abc import Mapping
from typing import NamedTuple

from aavae.errors import UserError
from aavae.language import _

Answer = int | str


class NumberQuestion(NamedTuple):
    """A question whose answer is a whole number.

    Attributes:
        name: in links and classes.
        prompt: what is asked, terms as `explain` has them; English, marked for translation, as all texts
            here.
        low: the least answer.
        high: the largest answer.
        unit: after the number, like "of 100".
    """

    name: str
    prompt: str
    low: int
    high: int
    unit: str

    def check(self, answer: object) -> int:
        """An answer that came from outside.

        Raises:
            UserError: it is no whole number in range.
        """
        if isinstance(answer, int) and not isinstance(answer, bool) and self.low <= answer <= self.high:
            return answer
        raise UserError(
            _("Answer with a whole number from {low} to {high}.").format(low=self.low, high=self.high)
        )

    def describe(self, answer: Answer) -> str:
        """An answer as people read it."""
        return f"{answer} {_(self.unit)}"


class ChoiceQuestion(NamedTuple):
    """A question whose answer is one of a few.

    Attributes:
        name: in links and classes.
        prompt: what is asked, as of a number.
        options: name of each answer -> its text.
    """

    name: str
    prompt: str
    options: Mapping[str, str]

    def check(self, answer: object) -> str:
        """An answer that came from outside.

        Raises:
            UserError: it is none of the options.
        """
        if isinstance(answer, str) and answer in self.options:
            return answer
        raise UserError(
            _("Answer with one of these: {options}.").format(options=", ".join(map(_, self.options.values())))
        )

    def describe(self, answer: Answer) -> str:
        """An answer as people read it."""
        return _(self.options[str(answer)])


Question = NumberQuestion | ChoiceQuestion
