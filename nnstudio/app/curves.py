"""Probes for the fit curve and for the table of predictions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.app.decision_maps import extent_of
from nnstudio.project.session import Predictions, Session


@dataclass(frozen=True, eq=False)
class Curve:
    """A fit curve: y over x, in the data's own units."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]


@dataclass(frozen=True)
class FitCurve:
    """The probe for regression with one input: the answer over the range of the data.

    Where there are more features, the others stay at their mean.
    """

    points: int = 200

    def __call__(self, session: Session) -> Curve | None:
        """The curve at this moment; None where other data have come, of images or sequences."""
        material = session.material
        if material.flow.kind != "values":
            return None
        extent = extent_of(material, (0, 0))
        x = np.linspace(extent.left, extent.right, self.points)
        raw = np.tile(material.dataset.features.mean(axis=0), (self.points, 1))
        raw[:, 0] = x
        columns = material.columns(raw, session.network.dtype)
        answers = session.network.infer(columns)[:1].T.astype(np.float64)
        return Curve(x, material.target_scaler.inverse(answers)[:, 0])


@dataclass(frozen=True)
class PredictionRows:
    """The probe for the predictions panel: some samples with target and answer."""

    most: int = 100

    def __call__(self, session: Session) -> Predictions:
        """The predictions at this moment: of the validation share, or of all without one."""
        material = session.material
        indices = material.validation if material.validation.size else material.train
        return session.predictions(indices[: self.most])
