"""The number of the networks' design, by which results of networks without a file of weights are kept.

Imports no torch: results are found before there is one.
"""

DESIGN = 1
"""Raise it whenever an encoder or a head of the same configuration and seed has other weights than before, or
makes something else of an image, at whatever size; then `evaluate untrained --ship` again, on the bundled
sample and on CIFAR-10. A run needs no such number: its results are found by its weights."""
