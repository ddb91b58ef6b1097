"""Reading an ONNX file of a stranger: whether it is whole, and what it takes and gives."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import onnx
from google.protobuf.message import DecodeError

from aavae.errors import UserError
from aavae.foreign.external import BroughtFile
from aavae.foreign.plain_file import read_start
from aavae.language import _

_MOST_BYTES = 2**31 - 1
"""What a file of this form can have at most."""


class OnnxFile(NamedTuple):
    """An ONNX file that is whole.

    Attributes:
        path: where it is.
        content: all of its bytes.
    """

    path: Path
    content: bytes

    def describe(self) -> BroughtFile:
        """Its name and digest."""
        return BroughtFile(name=self.path.name, sha256=hashlib.sha256(self.content).hexdigest())


def read_onnx(path: Path) -> OnnxFile:
    """Read an ONNX file, and check that nothing of it lies elsewhere; nothing in it is run.

    Raises:
        UserError: it is missing, damaged, no ONNX file, or not in one piece.
    """
    read_start(path, _("name the ONNX model's file"))
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UserError(
                _("{path} has more than 2 GiB, which no complete ONNX file has.").format(path=path)
            )
        content = path.read_bytes()
    except OSError as error:
        raise UserError(
            _("{path} cannot be read ({reason}).").format(path=path, reason=error.strerror)
        ) from error
    model = onnx.ModelProto()
    try:
        model.ParseFromString(content)
    except DecodeError as error:
        raise UserError(
            _("{path} is no ONNX file, or damaged: copy or export it again.").format(path=path)
        ) from error
    if not model.graph.node:
        raise UserError(_("{path} is no ONNX file, or an empty one: it has no operators.").format(path=path))
    outside = [tensor for tensor in _list_tensors(model) if tensor.data_location == tensor.EXTERNAL]
    if outside:
        entries = [entry for tensor in outside for entry in tensor.external_data]
        places = {entry.value for entry in entries if entry.key == "location"}
        raise UserError(
            _(
                "{path} has its weights in other files ({names}): export it as one, by "
                "torch.onnx.export(..., external_data=False) or onnx.save(onnx.load(...), ...)."
            ).format(path=path, names=", ".join(sorted(places)[:3]))
        )
    return OnnxFile(path, content)


def _list_tensors(model: onnx.ModelProto) -> Iterator[onnx.TensorProto]:
    """Every tensor that is written down in a model, those in its operators and functions too."""
    yield from _list_of_graph(model.graph)
    for function in model.functions:
        for node in function.node:
            yield from _list_of_node(node)


def _list_of_graph(graph: onnx.GraphProto) -> Iterator[onnx.TensorProto]:
    yield from graph.initializer
    for sparse in graph.sparse_initializer:
        yield from (sparse.values, sparse.indices)
    for node in graph.node:
        yield from _list_of_node(node)


def _list_of_node(node: onnx.NodeProto) -> Iterator[onnx.TensorProto]:
    for attribute in node.attribute:
        yield from (attribute.t, *attribute.tensors)
        for graph in (attribute.g, *attribute.graphs):
            yield from _list_of_graph(graph)
