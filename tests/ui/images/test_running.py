import pytest

from aavae.jobs.progress import Progress
from aavae.ui.images.running import describe_progress


@pytest.mark.parametrize(
    ("done", "seconds", "said"),
    [
        (0, 0.0, "0 of 50,000 pictures"),
        (10_000, 5.0, "10,000 of 50,000 pictures · 2,000 a second · about 20 s left"),
        (
            50_000,
            25.0,
            "50,000 of 50,000 pictures · looking for duplicates, and putting the set in its place …",
        ),
    ],
)
def test_progress_is_pictures_and_pictures_a_second(done: int, seconds: float, said: str) -> None:
    progress = Progress(done=done, total=50_000, what="pictures", seconds=seconds)
    assert describe_progress(progress) == said
