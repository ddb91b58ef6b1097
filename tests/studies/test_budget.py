import pytest

from aavae.config import ModelConfig, RunConfig
from aavae.data.store import describe_datasets
from aavae.methods import MethodName
from aavae.studies.budget import BUDGETS, BudgetName, count_epochs


def build(method: MethodName, encoder: str = "patch") -> RunConfig:
    return RunConfig(method=method, model=ModelConfig.model_validate({"encoder": encoder}))


@pytest.mark.parametrize(
    ("budget", "method", "encoder", "num_epochs"),
    [
        ("hour", "ae", "patch", 230),
        ("hour", "aavae", "patch", 230),
        ("hour", "aavae-features", "patch", 216),
        ("hour", "simclr", "patch", 144),
        ("hour", "aavae", "resnet18", 8),
        ("hour", "simclr", "resnet18", 8),
        ("hour", "aavae", "resnet50", 3),
        ("two-hours", "aavae", "patch", 461),
        ("study", "vae", "patch", 23),
        ("study", "simclr", "patch", 14),
        ("study", "aavae", "resnet50", 1),
        ("short", "aavae", "patch", 19),
        ("short", "simclr", "patch", 12),
    ],
)
def test_a_budget_is_a_number_of_epochs(
    budget: BudgetName, method: MethodName, encoder: str, num_epochs: int
) -> None:
    assert count_epochs(budget, build(method, encoder)) == num_epochs


def test_the_short_budget_counts_the_bundled_images() -> None:
    bundled = describe_datasets()[0]
    assert (BUDGETS["short"].data, BUDGETS["short"].num_images) == (bundled.name, bundled.num_train)
