"""The sections of `python -m bench.report`: each runs benches with sizes of its own."""
