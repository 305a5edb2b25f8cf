import pytest

from nnstudio.app.speed import FASTEST_COUNTED, SLOWEST, WATCHABLE, Speed


def test_the_slider_goes_from_one_step_a_second_to_flat_out():
    assert Speed.from_slider(0.0) == Speed(SLOWEST)
    assert Speed.from_slider(1.0).flat_out
    assert not Speed.from_slider(0.999).flat_out
    assert Speed.from_slider(-3.0) == Speed(SLOWEST)
    assert Speed.from_slider(7.0).flat_out


def test_every_place_of_the_slider_comes_back_as_the_same_speed():
    speeds = [Speed.from_slider(place / 200) for place in range(201)]
    assert [Speed.from_slider(speed.slider) for speed in speeds] == speeds
    assert sorted(speeds, key=lambda speed: speed.steps_per_second) == speeds


@pytest.mark.parametrize("speed", [Speed(), Speed(SLOWEST), Speed(FASTEST_COUNTED), WATCHABLE])
def test_a_place_on_the_slider_is_never_outside_of_it(speed):
    assert 0.0 <= speed.slider <= 1.0
