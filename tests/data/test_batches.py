import pytest
import torch

from aavae.data.batches import draw_order


def test_an_epoch_is_a_permutation() -> None:
    order = draw_order(num_images=60, batch_size=10, seed=3, epoch=5)
    assert order.shape == (6, 10)
    assert torch.equal(order.flatten().sort().values, torch.arange(60))


@pytest.mark.parametrize(("num_images", "batch_size", "shape"), [(65, 10, (6, 10)), (7, 10, (1, 7))])
def test_an_incomplete_batch_is_dropped_unless_it_is_all(
    num_images: int, batch_size: int, shape: tuple[int, int]
) -> None:
    order = draw_order(num_images, batch_size, seed=0, epoch=0)
    assert order.shape == shape
    assert len(order.unique()) == order.numel()


def test_the_order_is_a_function_of_seed_and_epoch() -> None:
    state = torch.get_rng_state()
    orders = {(seed, epoch): draw_order(50, 50, seed, epoch) for seed in range(3) for epoch in range(3)}
    for (seed, epoch), order in orders.items():
        assert torch.equal(draw_order(50, 50, seed, epoch), order)
    assert len({tuple(order.flatten().tolist()) for order in orders.values()}) == 9
    assert torch.equal(torch.get_rng_state(), state)


def test_the_largest_seed_and_epoch_are_allowed() -> None:
    assert draw_order(10, 5, seed=2**31 - 1, epoch=100_000).shape == (2, 5)
