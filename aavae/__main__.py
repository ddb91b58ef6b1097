"""The command line: `python -m aavae COMMAND`."""

import contextlib
import io
import sys
from collections.abc import Sequence
from typing import Annotated

import tyro
from pydantic import ValidationError

from aavae.commands.app import AppCommand
from aavae.commands.arithmetic import ArithmeticCommand
from aavae.commands.data import DataCommand
from aavae.commands.diagnose import DiagnoseCommand
from aavae.commands.distort import DistortCommand
from aavae.commands.estimate import EstimateCommand
from aavae.commands.evaluate import EvaluateCommand
from aavae.commands.generate import GenerateCommand
from aavae.commands.image_size import settle_image_size
from aavae.commands.interpolate import InterpolateCommand
from aavae.commands.jobs import JobsCommand
from aavae.commands.knn import KnnCommand
from aavae.commands.model import ModelCommand
from aavae.commands.models import ModelsCommand
from aavae.commands.notices import print_notices
from aavae.commands.pitfalls import PitfallsCommand
from aavae.commands.probe import ProbeCommand
from aavae.commands.profile import ProfileCommand
from aavae.commands.project import ProjectCommand
from aavae.commands.publish import PublishCommand
from aavae.commands.reconstruct import ReconstructCommand
from aavae.commands.refusal import describe_invalid, describe_refusal
from aavae.commands.represent import RepresentCommand
from aavae.commands.similarity import SimilarityCommand
from aavae.commands.study import StudyCommand
from aavae.commands.sweep import SweepCommand
from aavae.commands.terminal import write_what_can_be_written
from aavae.commands.train import TrainCommand
from aavae.commands.traverse import TraverseCommand
from aavae.commands.vectors import VectorsCommand
from aavae.commands.wall import WallCommand
from aavae.errors import UserError

Command = (
    Annotated[AppCommand, tyro.conf.subcommand("app")]
    | Annotated[TrainCommand, tyro.conf.subcommand("train")]
    | Annotated[EstimateCommand, tyro.conf.subcommand("estimate")]
    | Annotated[RepresentCommand, tyro.conf.subcommand("represent")]
    | Annotated[ProbeCommand, tyro.conf.subcommand("probe")]
    | Annotated[KnnCommand, tyro.conf.subcommand("knn")]
    | Annotated[SimilarityCommand, tyro.conf.subcommand("similarity")]
    | Annotated[ProjectCommand, tyro.conf.subcommand("project")]
    | Annotated[ReconstructCommand, tyro.conf.subcommand("reconstruct")]
    | Annotated[DistortCommand, tyro.conf.subcommand("distort")]
    | Annotated[SweepCommand, tyro.conf.subcommand("sweep")]
    | Annotated[ProfileCommand, tyro.conf.subcommand("profile")]
    | Annotated[WallCommand, tyro.conf.subcommand("wall")]
    | Annotated[GenerateCommand, tyro.conf.subcommand("generate")]
    | Annotated[InterpolateCommand, tyro.conf.subcommand("interpolate")]
    | Annotated[TraverseCommand, tyro.conf.subcommand("traverse")]
    | Annotated[ArithmeticCommand, tyro.conf.subcommand("arithmetic")]
    | Annotated[DiagnoseCommand, tyro.conf.subcommand("diagnose")]
    | Annotated[EvaluateCommand, tyro.conf.subcommand("evaluate")]
    | Annotated[PublishCommand, tyro.conf.subcommand("publish")]
    | Annotated[StudyCommand, tyro.conf.subcommand("study")]
    | Annotated[PitfallsCommand, tyro.conf.subcommand("pitfalls")]
    | Annotated[JobsCommand, tyro.conf.subcommand("jobs")]
    | Annotated[ModelsCommand, tyro.conf.subcommand("models")]
    | Annotated[ModelCommand, tyro.conf.subcommand("model")]
    | Annotated[VectorsCommand, tyro.conf.subcommand("vectors")]
    | Annotated[DataCommand, tyro.conf.subcommand("data")]
)


def parse(arguments: Sequence[str]) -> Command:
    """Turn the arguments into a command.

    Raises:
        UserError: they are not valid; the message is one line.
        SystemExit: help was asked for.
    """
    captured = io.StringIO()
    try:
        with contextlib.redirect_stderr(captured):
            return tyro.cli(Command, prog="python -m aavae", args=arguments, description=__doc__)
    except SystemExit as stop:
        if stop.code in (0, None):
            raise
        raise UserError(describe_refusal(stop, captured.getvalue(), arguments)) from stop
    except ValidationError as error:
        raise UserError(describe_invalid(error, arguments)) from error


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status: 2 for wrong input."""
    write_what_can_be_written()
    try:
        with print_notices():
            given = sys.argv[1:] if arguments is None else arguments
            settle_image_size(parse(given), given)()
    except UserError as error:
        print(f"aavae: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("aavae: interrupted.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
