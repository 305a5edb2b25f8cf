"""The trainer's thread has the stack that large matrix products need."""

from nnstudio.app.speed import Speed

from ..project.projects import dense, project

WIDE = project(dense("a", 2000), dense("b", 2000), key="moons", samples=40)


def test_a_product_of_two_thousand_by_two_thousand_is_made_in_the_trainers_thread(open_studio):
    studio = open_studio(WIDE)
    studio.run.set_speed(Speed())
    studio.run.step()
    studio.until(lambda: studio.latest.step == 1)
    assert studio.latest.weights["b"].shape == (2000, 2001)
