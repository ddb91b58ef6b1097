"""How many threads compute: chosen by timing the real work, again when the machine gets busier or idler.

torch takes as many threads as there are cores. Beside another busy program that is the wrong number: threads
spin at the end of every operator until the one that lost its core has it back, and two are then slower than
one. Nothing tells how busy a machine is going to be, so the work itself is timed with each number.
"""

import contextlib
import functools
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence

import torch

_TRIAL_SECONDS = 0.5
_TRIAL_PIECES = 2
"""A number is tried on at least so many pieces, and so long: for many time slices of other programs."""
_FALL = 1.25
"""Work that takes this many times as long as when its number was chosen starts new trials."""
_FALL_SECONDS = 1.0
"""For so long, that is: a short burst elsewhere is waited out."""
_SHORTEST_PATIENCE, _LONGEST_PATIENCE = 10.0, 120.0
"""Seconds after trials until more threads than now are tried; doubles whenever trials changed nothing.

A fall of the speed starts trials after half of it. So two programs whose trials disturb each other calm down.
"""
_BETTER = 1.05
"""Another number must be so many times as fast as the present one to be taken."""


@functools.cache
def count_default_threads() -> int:
    """What torch, OMP_NUM_THREADS or the program chose before any tuner did."""
    return torch.get_num_threads()


def list_thread_counts() -> list[int]:
    """The numbers of threads worth trying, descending: the default, one less, and halves."""
    most = count_default_threads()
    counts = {most, max(1, most - 1)}
    while most > 1:
        most //= 2
        counts.add(most)
    return sorted(counts, reverse=True)


class ThreadTuner:
    """Chooses the number of threads for work that comes in pieces of one kind.

    Args:
        counts: the numbers to choose from, descending; with one there is nothing to choose.
        start: the number to begin with, kept until the speed falls or the first retry; None: by trials.
        clock: of seconds.

    Attributes:
        count: the number in use.
        choice: the number that was chosen last; `count` differs from it while others are tried.
    """

    def __init__(
        self,
        counts: Sequence[int],
        start: int | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._counts = tuple(counts)
        self.count = self.choice = start if start in self._counts else self._counts[0]
        self._clock = clock
        self._trials: dict[int, list[tuple[float, float]]] = {}
        self._untried: list[int] = []
        self._usual: float | None = None
        self._recent: list[tuple[float, float]] = []
        self._patience = _SHORTEST_PATIENCE / 2
        self._last_trials = clock()
        self._is_first_piece = True
        if start != self.count and len(self._counts) > 1:
            self._start_trials()

    @property
    def is_settled(self) -> bool:
        """Whether the number is a choice, and no trial."""
        return not self._untried

    @contextlib.contextmanager
    def time_piece(self, amount: float) -> Iterator[None]:
        """Do a piece of work with the number of threads in use, and learn from how long it takes.

        The number is torch's until the next piece. A piece that raises teaches nothing.

        Args:
            amount: of work, e.g. images; pieces may differ in it.
        """
        torch.set_num_threads(self.count)
        start = self._clock()
        yield
        self._note(amount, self._clock() - start)

    def _note(self, amount: float, seconds: float) -> None:
        if len(self._counts) == 1:
            return
        if self._is_first_piece and amount > 0:
            # With a new number threads are started and kernels prepared anew.
            self._is_first_piece = False
            return
        if self._untried:
            self._note_trial(amount, seconds)
        else:
            self._note_usual(amount, seconds)

    def _note_trial(self, amount: float, seconds: float) -> None:
        pieces = self._trials.setdefault(self.count, [])
        pieces.append((amount, seconds))
        if len(pieces) < _TRIAL_PIECES or sum(seconds for _, seconds in pieces) < _TRIAL_SECONDS:
            return
        self._untried.pop(0)
        if self._untried:
            self._use(self._untried[0])
        else:
            self._settle()

    def _settle(self) -> None:
        costs = {count: _compute_cost(pieces) for count, pieces in self._trials.items()}
        before = next(iter(costs))
        best = min(costs, key=lambda count: costs[count])
        chosen = best if costs[before] > _BETTER * costs[best] else before
        longer = min(2 * self._patience, _LONGEST_PATIENCE)
        self._patience = longer if chosen == before else _SHORTEST_PATIENCE
        self._last_trials = self._clock()
        self._usual, self._recent = costs[chosen], []
        self.choice = chosen
        self._use(chosen)

    def _note_usual(self, amount: float, seconds: float) -> None:
        waited = self._clock() - self._last_trials
        self._recent.append((amount, seconds))
        if len(self._recent) >= _TRIAL_PIECES and sum(spent for _, spent in self._recent) >= _FALL_SECONDS:
            cost = _compute_cost(self._recent)
            self._recent = []
            if self._usual is None:
                self._usual = cost
            elif cost > _FALL * self._usual and waited > self._patience / 2:
                self._start_trials()
                return
        if self.count < self._counts[0] and waited > self._patience:
            self._start_trials()

    def _start_trials(self) -> None:
        """Try the present number first: it is the one that another must beat."""
        others = [count for count in self._counts if count != self.count]
        self._trials, self._untried = {}, [self.count, *others]

    def _use(self, count: int) -> None:
        self._is_first_piece = self._is_first_piece or count != self.count
        self.count = count


def _compute_cost(pieces: list[tuple[float, float]]) -> float:
    """Seconds for each unit of work."""
    return sum(seconds for _, seconds in pieces) / sum(amount for amount, _ in pieces)


_SMALLEST_PIECE = 100
"""A shared piece with less work says little: it is done with the number that was chosen last."""

_tuners: dict[Hashable, ThreadTuner] = {}
_lock = threading.Lock()
_background = threading.local()
_latest: int | None = None


@contextlib.contextmanager
def work_in_background(give_way: Callable[[], None]) -> Iterator[None]:
    """Do what nobody waits for: shared pieces inside have one thread, and no tuner learns from them.

    Args:
        give_way: called before each piece; it returns once nothing more urgent is done.
    """
    _background.give_way = give_way
    try:
        yield
    finally:
        del _background.give_way


@contextlib.contextmanager
def time_shared_piece(kind: Hashable, amount: float) -> Iterator[None]:
    """`ThreadTuner.time_piece` of a tuner that the whole process shares: for work that comes now and then.

    Args:
        kind: of work; each has a tuner of its own, since only like can be compared with like.
        amount: of work, e.g. images.
    """
    global _latest
    give_way: Callable[[], None] | None = getattr(_background, "give_way", None)
    if give_way is not None:
        give_way()
        torch.set_num_threads(1)
        yield
    elif amount < _SMALLEST_PIECE:
        torch.set_num_threads(_latest or count_default_threads())
        yield
    else:
        with _lock:
            tuner = _tuners.setdefault(kind, ThreadTuner(list_thread_counts()))
        with tuner.time_piece(amount):
            yield
        _latest = tuner.choice
