"""A class that answers the lesson's questions together, in memory alone: no names, and nothing is kept.

A teacher opens a class and gets a code, which students type, and a key, without which nobody can steer.
Students are told apart by random tokens that their browsers hold. When the class ends, or nobody has used it
for some hours, all of it is forgotten. Everything here may be called from any thread.
"""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

from aavae.errors import UserError
from aavae.language import _, ngettext
from aavae.teaching.question import Answer
from aavae.teaching.questions import QUESTIONS

LETTERS = "BCFGHJKMNPRSTWXYZ"
"""Of codes: none that is taken for another one or for a digit, and no vowels, so that no words come about."""
CODE_LENGTH = 4
MOST_CLASSES = 20
MOST_STUDENTS = 300
"""Of one class, those who have left included."""
IDLE_SECONDS = 3 * 3600.0
AWAY_SECONDS = 15.0
"""A student whose browser has not asked for so long is not counted as here."""
_MOST_CHARACTERS = 64
"""Of a token."""


class Standing(NamedTuple):
    """Where a class stands.

    Attributes:
        stage: rises whenever another question comes up or an answer is revealed; never the same again.
        question: name of the present question.
        truth: its true answer; None until it is revealed.
        counts: how many students gave each answer to it; answers that nobody gave are left out.
        num_students: who are here now.
    """

    stage: int
    question: str
    truth: Answer | None
    counts: Mapping[Answer, int]
    num_students: int

    @property
    def num_answers(self) -> int:
        """How many students have answered the present question."""
        return sum(self.counts.values())


class Classroom:
    """One class. `Classes.open` makes it."""

    def __init__(self, code: str, question: str, now: Callable[[], float]) -> None:
        self.code = code
        self._key = secrets.token_urlsafe(16)
        self._now = now
        self._lock = threading.Lock()
        self._used = now()
        self._has_ended = False
        self._stage = 0
        self._question = question
        self._truths: dict[str, Answer] = {}
        self._answers: dict[str, dict[str, Answer]] = {}
        self._seen: dict[str, float] = {}

    @property
    def stage(self) -> int:
        """As in `Standing`; cheap, for who asks often."""
        return self._stage

    def is_idle(self) -> bool:
        """Whether nobody has come, answered or steered for `IDLE_SECONDS`."""
        return self._now() - self._used > IDLE_SECONDS

    def look(self) -> Standing:
        """Where the class stands now.

        Raises:
            UserError: it has ended.
        """
        with self._lock:
            self._check_goes_on()
            here = self._now() - AWAY_SECONDS
            return Standing(
                self._stage,
                self._question,
                self._truths.get(self._question),
                Counter(self._answers.get(self._question, {}).values()),
                sum(seen >= here for seen in self._seen.values()),
            )

    def note(self, token: str) -> None:
        """Say that a student is here.

        Raises:
            UserError: the class has ended, or it is full; or the token is none.
        """
        with self._lock:
            self._check_goes_on()
            self._admit(token)

    def get_answer(self, token: str) -> Answer | None:
        """A student's own answer to the present question; None if there is none."""
        with self._lock:
            return self._answers.get(self._question, {}).get(token)

    def answer(self, token: str, question: str, answer: object) -> None:
        """Give an answer, or another one than before.

        Args:
            token: of the student.
            question: the name of the one that the student saw.
            answer: what came from outside.

        Raises:
            UserError: it cannot be an answer; or this question is not, or no longer, the one to answer; or as
                `note`.
        """
        with self._lock:
            self._check_goes_on()
            self._admit(token)
            if question != self._question:
                raise UserError(_("The class has gone on to another question: answer that one."))
            if question in self._truths:
                raise UserError(
                    _("The answer has been shown already, so yours can no longer be given or changed.")
                )
            checked = QUESTIONS[question].check(answer)
            self._answers.setdefault(question, {})[token] = checked
            self._used = self._now()

    def is_host(self, key: object) -> bool:
        """Whether this is the key of who opened the class."""
        return isinstance(key, str) and (
            # A browser may send what is no text, halves of letters.
            secrets.compare_digest(key.encode("utf-8", "surrogatepass"), self._key.encode())
        )

    def show(self, key: str, question: str) -> None:
        """Have the class answer a question; its answers of an earlier time are still there.

        Raises:
            UserError: the key is not the host's, there is no such question, or the class has ended.
        """
        with self._lock:
            self._check_host(key)
            if question not in QUESTIONS:
                raise UserError(
                    _("There is no question '{name}': choose one of {names}.").format(
                        name=question, names=", ".join(QUESTIONS)
                    )
                )
            if question != self._question:
                self._question = question
                self._stage += 1

    def reveal(self, key: str, question: str, truth: Answer) -> None:
        """Show the true answer to a question; it stays shown.

        Raises:
            UserError: the key is not the host's, it cannot be an answer, or the class has ended.
        """
        with self._lock:
            self._check_host(key)
            checked = QUESTIONS[question].check(truth)
            if question not in self._truths:
                self._truths[question] = checked
                self._stage += 1

    def end(self, key: str) -> None:
        """Forget everything; `Classes.close` does it.

        Raises:
            UserError: the key is not the host's.
        """
        with self._lock:
            self._check_host(key)
            self._forget()

    def expire(self) -> None:
        """Forget everything, as nobody is there any more."""
        with self._lock:
            self._forget()

    def _forget(self) -> None:
        self._has_ended = True
        self._stage += 1
        for kept in (self._truths, self._answers, self._seen):
            kept.clear()

    def _check_goes_on(self) -> None:
        if self._has_ended:
            raise UserError(_explain_no_class(self.code))

    def _check_host(self, key: str) -> None:
        self._check_goes_on()
        if not self.is_host(key):
            raise UserError(_("Only who opened the class can steer it: open one of your own."))
        self._used = self._now()

    def _admit(self, token: object) -> None:
        if not isinstance(token, str) or not 0 < len(token) <= _MOST_CHARACTERS:
            raise UserError(_("This page has lost its place in the class: load it again."))
        if token not in self._seen:
            if len(self._seen) >= MOST_STUDENTS:
                raise UserError(
                    ngettext(
                        "This class is full: it takes {count} student.",
                        "This class is full: it takes {count} students.",
                        MOST_STUDENTS,
                    ).format(count=MOST_STUDENTS)
                )
            self._used = self._now()
        self._seen[token] = self._now()


class Classes:
    """All classes that are open on this server.

    Args:
        now: the time in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._classes: dict[str, Classroom] = {}

    def open(self, question: str) -> tuple[Classroom, str]:
        """Open a class at a question.

        Returns:
            The class, and the key of its host, which no one else gets.

        Raises:
            UserError: too many are open.
        """
        with self._lock:
            self._expire()
            if len(self._classes) >= MOST_CLASSES:
                raise UserError(
                    _(
                        "{count} classes are open on this server, and it takes no more: end one of them, or "
                        "come back later."
                    ).format(count=len(self._classes))
                )
            code = _draw_code()
            while code in self._classes:
                code = _draw_code()
            classroom = self._classes[code] = Classroom(code, question, self._now)
            return classroom, classroom._key

    def find(self, code: str) -> Classroom:
        """The class of a code, however it is typed.

        Raises:
            UserError: there is none.
        """
        cleaned = clean_code(code)
        with self._lock:
            self._expire()
            classroom = self._classes.get(cleaned)
        if classroom is None:
            raise UserError(_explain_no_class(cleaned))
        return classroom

    def close(self, code: str, key: str) -> None:
        """End a class and forget everything about it.

        Raises:
            UserError: there is no such class, or the key is not its host's.
        """
        classroom = self.find(code)
        classroom.end(key)
        with self._lock:
            self._classes.pop(classroom.code, None)

    def _expire(self) -> None:
        for code in [code for code, classroom in self._classes.items() if classroom.is_idle()]:
            self._classes.pop(code).expire()


def clean_code(code: str) -> str:
    """A code as it was given out: in capitals, without spaces and marks; of a long text the beginning."""
    return "".join(letter for letter in code[:_MOST_CHARACTERS].upper() if letter.isalnum())[
        : 2 * CODE_LENGTH
    ]


def _draw_code() -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))


def _explain_no_class(code: str) -> str:
    if not code:
        return _("Type the code of the class, {count} letters.").format(count=CODE_LENGTH)
    return _("There is no class {code} here: it has ended, or the code is another one.").format(code=code)
