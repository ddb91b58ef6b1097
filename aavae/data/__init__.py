"""Image sets: uint8 images `(N, 3, H, W)` and int64 labels, loaded by name.

`store` finds and opens a set, `disk` keeps those that `aavae.importing` brought, `bundled` is the sample that
comes with the code.
"""
