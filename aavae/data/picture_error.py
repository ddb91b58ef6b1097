"""Why a picture cannot be read, and what to do about it."""

from aavae.errors import UserError
from aavae.kept_text import show_text
from aavae.language import _


class PictureError(UserError):
    """A picture that cannot be read.

    Attributes:
        problem: what is wrong with it, without what to do, in words for `show_text`.
    """

    def __init__(self, problem: str, advice: str) -> None:
        """Makes one sentence of both.

        Args:
            problem: a clause in English.
            advice: what to do, a clause in English.
        """
        super().__init__(
            _("{problem}: {advice}.").format(problem=show_text(problem), advice=show_text(advice))
        )
        self.problem = problem
        self._advice = advice

    def __reduce__(self) -> tuple[type["PictureError"], tuple[str, str]]:
        """For pickle: a process that decodes hands it on."""
        return type(self), (self.problem, self._advice)
