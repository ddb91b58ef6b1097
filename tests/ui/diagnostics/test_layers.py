from itertools import pairwise

from aavae.ui.diagnostics.layers import order_layers

SMALL = ["stem", "stage 1", "stage 2", "h", "head", "mu", "z"]
DEEP = ["stem", "stage 1", "stage 2", "stage 3", "h", "head", "mu"]


def test_layers_of_all_models_keep_each_models_order() -> None:
    for paths in ([SMALL, DEEP], [DEEP, SMALL]):
        order = order_layers(paths)
        assert sorted(order) == sorted({*SMALL, *DEEP})
        for path in paths:
            assert all(order.index(first) < order.index(second) for first, second in pairwise(path))
