"""A saved run goes on, after reopening, as if it had never stopped."""

import tempfile
from pathlib import Path

import numpy as np

from nnstudio.project import SUFFIX
from nnstudio.project.examples import EXAMPLES
from nnstudio.project.files import load, save
from nnstudio.project.session import Session
from nnstudio.start.self_test.checks import Finding

EXAMPLE = "noisy-xor"
EPOCHS = 7


def check() -> Finding:
    """Train, save, reopen, and train both on: every number must be the same, bit for bit."""
    session = Session(EXAMPLES[EXAMPLE].project)
    session.train_epochs(EPOCHS)
    with tempfile.TemporaryDirectory() as folder:
        # Letters as in the folders of a school.
        file = Path(folder, "école 学校" + SUFFIX)
        save(file, session.project, session.state())
        size = file.stat().st_size
        saved = load(file)
    if saved.project != session.project:
        return Finding(False, "the reopened project is another one")
    reopened = Session(saved.project, run=saved.run)
    session.train_epochs(EPOCHS)
    reopened.train_epochs(EPOCHS)
    pairs = {
        "weights": (session.network.parameters, reopened.network.parameters),
        **{
            f"memory {name!r} of the optimiser": (values, reopened.training.optimiser.memory[name])
            for name, values in session.training.optimiser.memory.items()
        },
    }
    for name, (one, other) in pairs.items():
        if one.tobytes() != other.tobytes() or not np.isfinite(one).all():
            return Finding(False, f"the {name} are others after reopening")
    words = f"{size:,} bytes saved in {Path(folder).parent} and reopened; after {EPOCHS} more "
    return Finding(True, words + "epochs every number is the same, bit for bit")
