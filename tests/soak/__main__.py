"""python -m tests.soak [--minutes 10] [--actions N] [--seed 7]: everything, at random."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

JOURNAL = "NNSTUDIO_SOAK_JOURNAL"
REMEMBERED = 50


def main() -> int:
    """Soak in a process of its own, so that the end of that one is told whatever it dies of."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (default: 10)")
    parser.add_argument("--actions", type=int, default=0, help="so many actions instead")
    parser.add_argument("--seed", type=int, default=7, help="the same seed, the same choices")
    parser.add_argument("--first", action="store_true", help="end at the first fault")
    given = parser.parse_args()
    journal = os.environ.get(JOURNAL)
    if journal:
        from tests.soak.soak import soak

        soak(given.minutes, given.actions, given.seed, given.first, Path(journal))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "journal")
        # Sets and names in the same order every time: else a seed would not repeat its choices.
        own = {JOURNAL: str(path), "PYTHONHASHSEED": "0", "PYTHONFAULTHANDLER": "1"}
        command = [sys.executable, "-m", "tests.soak", *sys.argv[1:]]
        code = subprocess.run(command, env=os.environ | own).returncode
        if code not in (0, 1):
            print(f"FAULT  The program ended with {code}. The last actions:")
            print("\n".join(path.read_text().splitlines()[-REMEMBERED:]) if path.exists() else "")
            print(f"To repeat: python -m tests.soak {' '.join(sys.argv[1:])}")
            return 1
        return code


if __name__ == "__main__":
    sys.exit(main())
