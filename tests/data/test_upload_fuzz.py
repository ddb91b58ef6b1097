"""Whatever the bytes: a picture or one sentence, and nothing left behind."""

import ctypes
import gc
import time
import warnings
from itertools import pairwise
from typing import NamedTuple, get_args

import numpy as np
import psutil
import pytest

from aavae.data.picture import Fit
from aavae.data.upload import decode_upload
from aavae.errors import UserError
from tests.data.mutations import make_files, mutate

FILES_PER_FORMAT = 200
SIZE = 32
NUM_WARM_UPS, NUM_ROUNDS = 2, 3
MAX_GROWTH = 3 * 2**19
"""Bytes by which the process may grow in every round: a leak of 1 kB a file is more."""


class Outcome(NamedTuple):
    """What became of a file: a picture or a sentence, what the decoder raised, and the time in seconds."""

    picture: np.ndarray | None
    sentence: str
    cause: str
    seconds: float


class Trial(NamedTuple):
    """All outcomes, by the format that a file was of once, and the warnings that were heard meanwhile."""

    outcomes: dict[str, list[Outcome]]
    warned: list[str]


def make_damaged_files() -> dict[str, list[bytes]]:
    rng = np.random.default_rng(1)
    files = make_files()
    everything = [content for group in files.values() for content in group]
    damaged: dict[str, list[bytes]] = {}
    for form, group in files.items():
        damaged[form] = []
        for number in range(FILES_PER_FORMAT):
            # Half of the foreign parts come from a file of the same format, where they fit better.
            lenders = group if number % 2 else everything
            other = lenders[rng.integers(len(lenders))]
            damaged[form].append(mutate(group[number % len(group)], other, rng))
    return damaged


def try_to_decode(content: bytes, fit: Fit) -> Outcome:
    start = time.perf_counter()
    picture, sentence, cause = None, "", ""
    try:
        picture = decode_upload(content, SIZE, fit).image
    except UserError as error:
        sentence, cause = str(error), type(error.__cause__).__name__
    return Outcome(picture, sentence, cause, time.perf_counter() - start)


def try_all(damaged: dict[str, list[bytes]]) -> dict[str, list[Outcome]]:
    fits = get_args(Fit)
    return {
        form: [try_to_decode(content, fits[number % len(fits)]) for number, content in enumerate(group)]
        for form, group in damaged.items()
    }


def measure_memory() -> int:
    """What this process holds, in bytes; glibc first returns to the system what it keeps for later."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
    return psutil.Process().memory_info().rss


@pytest.fixture(scope="module")
def damaged() -> dict[str, list[bytes]]:
    return make_damaged_files()


@pytest.fixture(scope="module")
def trial(damaged: dict[str, list[bytes]]) -> Trial:
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        outcomes = try_all(damaged)
    return Trial(outcomes, [str(warning.message) for warning in heard])


def test_a_damaged_file_is_a_picture_or_one_sentence(trial: Trial) -> None:
    assert len(trial.outcomes) >= 8
    assert sum(map(len, trial.outcomes.values())) >= 1_000
    for outcome in (outcome for group in trial.outcomes.values() for outcome in group):
        if outcome.picture is not None:
            assert outcome.picture.shape == (3, SIZE, SIZE)
            assert outcome.picture.dtype == np.uint8
        else:
            assert outcome.sentence.endswith(".")
            assert outcome.sentence.count(".") == 1
            assert "\n" not in outcome.sentence


def test_no_warning_is_heard(trial: Trial) -> None:
    assert not trial.warned


def test_the_damage_of_every_format_reaches_its_decoder_and_leaves_some_pictures(trial: Trial) -> None:
    for form, group in trial.outcomes.items():
        assert any(outcome.picture is not None for outcome in group), form
        # Refused at the first look, for its first bytes alone, is a different cause.
        assert {outcome.cause for outcome in group} - {"", "NoneType", "UnidentifiedImageError"}, form
    causes = {outcome.cause for group in trial.outcomes.values() for outcome in group}
    assert len(causes) >= 6


def test_no_file_takes_long(trial: Trial) -> None:
    slowest = max(outcome.seconds for group in trial.outcomes.values() for outcome in group)
    assert slowest < 10


def test_the_same_files_again_give_the_same(damaged: dict[str, list[bytes]], trial: Trial) -> None:
    for form, group in try_all(damaged).items():
        for first, second in zip(trial.outcomes[form], group, strict=True):
            np.testing.assert_array_equal(first.picture, second.picture)
            assert first.sentence == second.sentence


@pytest.mark.slow
def test_memory_does_not_grow(damaged: dict[str, list[bytes]]) -> None:
    for _ in range(NUM_WARM_UPS):
        try_all(damaged)
    held = [measure_memory()]
    for _ in range(NUM_ROUNDS):
        try_all(damaged)
        held.append(measure_memory())
    # Other allocators keep some megabytes now and then; a leak grows each time.
    assert min(after - before for before, after in pairwise(held)) < MAX_GROWTH
