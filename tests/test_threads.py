import threading
from collections.abc import Callable

import pytest
import torch

from aavae import threads
from aavae.threads import ThreadTuner, list_thread_counts, time_shared_piece, work_in_background


class Machine:
    """Where work takes the seconds that a table of threads says; the table can change."""

    def __init__(self, seconds: Callable[[int], float]) -> None:
        self.now = 0.0
        self.seconds = seconds

    def read_clock(self) -> float:
        return self.now

    def work(self, tuner: ThreadTuner, pieces: int, amount: float = 1.0) -> list[int]:
        """Do some pieces; returns the threads that each had."""
        used = []
        for _ in range(pieces):
            with tuner.time_piece(amount):
                used.append(torch.get_num_threads())
                self.now += amount * self.seconds(used[-1])
        return used


def test_the_counts_are_all_one_less_and_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    for most, counts in (
        (1, [1]),
        (2, [2, 1]),
        (3, [3, 2, 1]),
        (8, [8, 7, 4, 2, 1]),
        (12, [12, 11, 6, 3, 1]),
    ):
        monkeypatch.setattr(threads, "count_default_threads", lambda most=most: most)
        assert list_thread_counts() == counts


def test_the_fastest_number_is_found_and_kept() -> None:
    machine = Machine(lambda count: {4: 0.4, 2: 0.1, 1: 0.3}[count])
    tuner = ThreadTuner([4, 2, 1], clock=machine.read_clock)
    used = machine.work(tuner, 60)
    assert set(used[:20]) == {4, 2, 1}
    assert tuner.is_settled
    assert set(used[30:]) == {2}


def test_on_an_idle_machine_all_threads_stay() -> None:
    machine = Machine(lambda count: 0.4 / count)
    tuner = ThreadTuner([2, 1], clock=machine.read_clock)
    used = machine.work(tuner, 2_000)
    assert used.count(1) < 5


def test_when_others_get_busy_fewer_are_taken_and_more_again_once_they_are_gone() -> None:
    idle, busy = {2: 0.1, 1: 0.18}, {2: 0.4, 1: 0.2}
    machine = Machine(lambda count: idle[count])
    tuner = ThreadTuner([2, 1], clock=machine.read_clock)
    machine.work(tuner, 100)
    assert tuner.count == 2
    machine.seconds = lambda count: busy[count]
    begin = machine.now
    while tuner.count == 2 or not tuner.is_settled:
        machine.work(tuner, 1)
    assert machine.now - begin < 6
    start = machine.now
    used = machine.work(tuner, 3_000)
    # What the retries cost, beside the best number that never changes.
    assert len(used) * busy[1] / (machine.now - start) > 0.9
    machine.seconds = lambda count: idle[count]
    machine.work(tuner, 2_000)
    assert tuner.count == 2


def test_a_short_burst_of_others_changes_nothing() -> None:
    machine = Machine(lambda count: 0.1 / count)
    tuner = ThreadTuner([2, 1], clock=machine.read_clock)
    machine.work(tuner, 50)
    machine.seconds = lambda count: 0.2
    machine.work(tuner, 1)
    machine.seconds = lambda count: 0.1 / count
    assert set(machine.work(tuner, 100)) == {2}


def test_pieces_of_different_amounts_are_compared_by_the_time_of_a_unit() -> None:
    machine = Machine(lambda count: {2: 0.01, 1: 0.02}[count])
    tuner = ThreadTuner([2, 1], clock=machine.read_clock)
    for amount in (10, 100, 3, 60, 7, 200, 50, 90, 80, 70):
        machine.work(tuner, 1, amount)
    assert (tuner.is_settled, tuner.count) == (True, 2)


def test_a_resume_begins_with_its_number_without_trials() -> None:
    machine = Machine(lambda count: 0.1)
    tuner = ThreadTuner([4, 2, 1], start=2, clock=machine.read_clock)
    assert set(machine.work(tuner, 50)) == {2}
    assert ThreadTuner([4, 2, 1], start=3).count == 4


def test_one_number_is_kept_whatever_happens() -> None:
    machine = Machine(lambda count: 0.1)
    tuner = ThreadTuner([3], clock=machine.read_clock)
    machine.work(tuner, 20)
    machine.seconds = lambda count: 9.0
    assert set(machine.work(tuner, 20)) == {3}


def test_a_piece_that_raises_teaches_nothing() -> None:
    machine = Machine(lambda count: 0.3)
    tuner = ThreadTuner([2, 1], clock=machine.read_clock)
    for _ in range(10):
        with pytest.raises(ValueError, match="broken"), tuner.time_piece(1):
            machine.now += 1
            raise ValueError("broken")
    assert not tuner.is_settled
    assert tuner.count == 2


@pytest.fixture
def four_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """No tuner yet, and four threads by default."""
    monkeypatch.setattr(threads, "count_default_threads", lambda: 4)
    monkeypatch.setattr(threads, "_tuners", {})
    monkeypatch.setattr(threads, "_latest", None)


def share_piece(amount: float) -> int:
    """Do a shared piece; returns its threads."""
    with time_shared_piece("a kind", amount):
        return torch.get_num_threads()


@pytest.mark.usefixtures("four_threads")
def test_shared_work_begins_with_all_threads_and_small_pieces_follow_the_latest_choice() -> None:
    assert (share_piece(1), share_piece(500)) == (4, 4)
    threads._tuners["a kind"] = ThreadTuner([2])
    assert (share_piece(500), share_piece(1)) == (2, 2)


@pytest.mark.usefixtures("four_threads")
def test_what_nobody_waits_for_has_one_thread_and_teaches_nothing() -> None:
    asked: list[None] = []
    with work_in_background(give_way=lambda: asked.append(None)):
        assert (share_piece(500), share_piece(1)) == (1, 1)
        # Before each piece: a long piece of work gives way in its middle.
        assert len(asked) == 2
        in_other: list[int] = []
        other = threading.Thread(target=lambda: in_other.append(share_piece(500)))
        other.start()
        other.join()
    assert (in_other, share_piece(500)) == ([4], 4)
    assert len(asked) == 2
    assert len(threads._tuners) == 1
