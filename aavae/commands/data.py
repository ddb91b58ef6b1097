from dataclasses import dataclass
@dataclass(frozen=True)
class Data:
    """tmp."""
    def __call__(self)->None: ...
