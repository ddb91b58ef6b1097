from aavae.config import AugmentConfig
from aavae.evaluation.similarity.pairs import summarise_pairs
from aavae.sharing.notebooks.similarity import recompute_similarity
from tests.sharing.notebooks.conftest import Run, Small


def test_the_notebook_has_the_pages_numbers(small: Small, run_cells: Run) -> None:
    config = AugmentConfig(flip_probability=0.0, crop_scale_min=0.54)
    again = recompute_similarity(*small, representation="h", measure="euclidean", config=config)
    found = run_cells(again.cells)
    assert found["rows"] == [
        summarise_pairs(subject, small.dataset, "h", "euclidean", config=config) for subject in small.subjects
    ]
    assert [figure.layout.title.text for figure in found["figures"]] == ["one (yours)", "two (yours)"]
    assert all(len(figure.data) == 2 for figure in found["figures"])


def test_the_command_has_all_settings(small: Small) -> None:
    config = AugmentConfig(flip_probability=0.0)
    (command,) = recompute_similarity(*small, representation="h", measure="kl", config=config).commands
    assert command == (
        f"python -m aavae similarity one two --data {small.dataset.name} --representation h --measure kl "
        "--augment.flip-probability 0.0"
    )
