"""Where a run that came as a file comes from: `received.json`, beside the run's own files."""

from pydantic import ValidationError

from aavae.config import Config
from aavae.runs.layout import RunLayout, write_json


class Receipt(Config):
    """What is known of a run that was received.

    Attributes:
        file: the zip's name, without its folder.
        sha256: of the zip, in hexadecimal.
        received: when, in seconds since 1970.
    """

    file: str
    sha256: str
    received: float


def write_receipt(receipt: Receipt, layout: RunLayout) -> None:
    """Write it into the run's directory.

    Raises:
        OSError: it cannot be written.
    """
    write_json(layout.receipt, receipt.model_dump())


def read_receipt(layout: RunLayout) -> Receipt | None:
    """Read it; None for a run that did not come as a file, or whose receipt is damaged."""
    try:
        return Receipt.model_validate_json(layout.receipt.read_bytes())
    except (OSError, ValidationError):
        return None
