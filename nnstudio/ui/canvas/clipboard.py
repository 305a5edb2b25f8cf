"""Layers on the clipboard: JSON of their specs, checked before anything is believed."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QByteArray, QMimeData

from nnstudio.project.layers import LayerSpec

MIME = "application/x-nnstudio-layers+json"
MOST_BYTES = 100_000
MOST_LAYERS = 200


class NoLayersError(Exception):
    """The clipboard holds nothing that could be layers."""


def write(mime: QMimeData, layers: Sequence[LayerSpec]) -> None:
    """Put layers into `mime`, for this and for other windows."""
    mime.setData(MIME, QByteArray(msgspec.json.encode(list(layers))))


def read(mime: QMimeData | None) -> list[LayerSpec]:
    """The layers in `mime`; None is a clipboard that was never used. Raises NoLayersError."""
    if mime is None or not mime.hasFormat(MIME):
        raise NoLayersError
    data = mime.data(MIME).data()
    if len(data) > MOST_BYTES:
        raise NoLayersError
    try:
        layers = msgspec.json.decode(data, type=list[LayerSpec])
    except (msgspec.DecodeError, RecursionError) as problem:
        raise NoLayersError from problem
    if not 0 < len(layers) <= MOST_LAYERS:
        raise NoLayersError
    return layers
