"""Data points as marks: class by colour and shape, training filled and validation hollow.

For regression the colour is the value, a circle is for training and a diamond for validation.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from nnstudio.app.decision_maps import Extent
from nnstudio.project.material import Material
from nnstudio.ui.theme import Theme

RADIUS = 3.6
SHAPES = 6
MOST_POINTS = 3000
"""More marks than this hide each other; a fixed draw of them is shown."""


def class_colour(theme: Theme, index: int) -> QColor:
    """The colour of a class; from the seventh on colours return with another shape."""
    return QColor(theme.classes[index % len(theme.classes)])


def mark(index: int, radius: float = RADIUS) -> QPainterPath:
    """The outline of the mark of a class, around the origin."""
    path = QPainterPath()
    turn = index // SHAPES
    shape = (index + turn) % SHAPES
    r = radius
    if shape == 0:
        path.addEllipse(QPointF(0, 0), r, r)
    elif shape == 1:
        path.addPolygon(_ring(4, r * 1.25, 0.0))
    elif shape == 2:
        path.addPolygon(_ring(3, r * 1.4, -90.0))
    elif shape == 3:
        path.addPolygon(_ring(4, r * 1.25, 45.0))
    elif shape == 4:
        path.addPolygon(_ring(3, r * 1.4, 90.0))
    else:
        path.addPolygon(_ring(6, r * 1.15, 0.0))
    path.closeSubpath()
    return path


def _ring(corners: int, radius: float, turn: float) -> QPolygonF:
    angles = np.deg2rad(turn + 360.0 * np.arange(corners) / corners)
    return QPolygonF([QPointF(radius * np.cos(a), radius * np.sin(a)) for a in angles])


def draw_points(
    painter: QPainter,
    material: Material,
    theme: Theme,
    places: NDArray[np.float64],
    validation: bool,
) -> None:
    """Draw every sample at its place (samples, 2), training ones above validation ones."""
    light = theme.name == "light"
    rim = QColor(theme.panel if light else theme.window)
    groups = [(material.train, False)]
    if validation:
        groups.insert(0, (material.validation, True))
    shapes: dict[int, QPainterPath] = {}
    for indices, hollow in groups:
        indices = indices[np.isfinite(places[indices]).all(axis=1)]
        if indices.size > MOST_POINTS:
            indices = np.random.default_rng(0).permutation(indices)[:MOST_POINTS]
        for index in indices:
            kind = int(material.dataset.targets[index]) if material.classes else int(hollow)
            if kind not in shapes:
                shapes[kind] = mark(kind)
            colour = _colour(material, int(index), theme)
            painter.translate(places[index, 0], places[index, 1])
            if not material.classes:
                # The colour says the value and may be faint, so the outline is not of it.
                painter.setPen(QPen(theme.colour("muted"), 0.9))
                painter.setBrush(colour)
            elif hollow:
                painter.setPen(QPen(rim, 3.4))
                painter.setBrush(rim)
                painter.drawPath(shapes[kind])
                painter.setPen(QPen(colour, 1.5))
            else:
                painter.setPen(QPen(rim, 1.1))
                painter.setBrush(colour)
            painter.drawPath(shapes[kind])
            painter.translate(-places[index, 0], -places[index, 1])


def _colour(material: Material, index: int, theme: Theme) -> QColor:
    dataset = material.dataset
    if material.classes:
        return class_colour(theme, int(dataset.targets[index]))
    reach = float(np.abs(dataset.targets).max()) or 1.0
    value = float(dataset.targets[index, 0]) / reach
    return QColor.fromRgb(int(theme.sign_colours()[int(np.clip(127.5 * value + 127.5, 0, 255))]))


def placed(
    material: Material,
    axes: tuple[int, int],
    extent: Extent,
    width: float,
    height: float,
    samples: NDArray[np.intp] | None = None,
) -> NDArray[np.float64]:
    """Where samples lie (samples, 2), all or these, in a picture of this extent and size."""
    features = material.dataset.features
    if samples is not None:
        features = features[samples]
    x = (features[:, axes[0]] - extent.left) / (extent.right - extent.left) * width
    if features.shape[1] > 1:
        rise = (features[:, axes[1]] - extent.bottom) / (extent.top - extent.bottom)
    else:
        rise = np.full(len(x), 0.5)
    return np.column_stack([x, (1.0 - rise) * height])
