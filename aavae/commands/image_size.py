"""The image size of a run that a command is asked for: that of its images, unless a flag says another."""

import dataclasses
from collections.abc import Sequence
from typing import TypeVar

from aavae.commands.estimate import EstimateCommand
from aavae.commands.train import TrainCommand
from aavae.data.trainable import take_image_size

CommandT = TypeVar("CommandT")

_FLAG = "--model.image-size"


def settle_image_size(command: CommandT, arguments: Sequence[str]) -> CommandT:
    """A command whose new run has the size of its images, where the command line leaves it open.

    Args:
        command: what the arguments were parsed to; one that plans no run comes back as it is.
        arguments: of the command line.
    """
    flags = {argument.partition("=")[0].replace("_", "-") for argument in arguments}
    if not isinstance(command, TrainCommand | EstimateCommand) or _FLAG in flags:
        return command
    return dataclasses.replace(command, config=take_image_size(command.config))
