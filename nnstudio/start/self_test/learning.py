"""A network learns XOR."""

from nnstudio.project.examples import EXAMPLES
from nnstudio.project.session import Session
from nnstudio.start.self_test.checks import Finding

EPOCHS = 2000


def check() -> Finding:
    """Train the first example until every answer is right."""
    session = Session(EXAMPLES["xor"].project)
    before = session.losses().train_loss
    session.train_epochs(EPOCHS)
    after = session.losses()
    words = f"XOR after {session.training.epoch:,} epochs: loss {before:.4f} to "
    words += f"{after.train_loss:.2e}, accuracy {100 * (after.train_accuracy or 0):.0f} %"
    return Finding(after.train_accuracy == 1.0 and after.train_loss < before / 10, words)
