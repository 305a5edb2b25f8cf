"""What a layer made of the sample becomes a picture, or none where it was another layer's."""

import numpy as np
import pytest

from nnstudio.app.activity import LayerActivity
from nnstudio.project.checking import check
from nnstudio.project.layers import PALETTE
from nnstudio.project.material import prepare
from nnstudio.project.specs import Project
from nnstudio.ui.canvas.geometry import lay_out
from nnstudio.ui.canvas.live_pictures import layer_pictures
from nnstudio.ui.theme import DARK
from tests.ui.canvas.small_networks import cnn, lstm, transformer

SHAPES = ((5,), (5, 7), (5, 7, 6))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("project", [cnn(), lstm(), transformer()])
def test_what_another_kind_of_layer_of_the_same_id_made_is_not_misread(
    project: Project, shape: tuple[int, ...]
) -> None:
    flows = check(project, prepare(project.data)).flows
    columns = [one for one in lay_out(project.layers, flows).columns if one.place >= 0]
    own = LayerActivity(np.ones(shape))
    for layer in (*project.layers, *(make() for make in PALETTE)):
        for column in columns:
            found = layer_pictures(layer, column, own, np.zeros(shape), DARK.sign_colours())
            assert all(picture.pixels is not None for picture in found.values())
