"""`python3 -m tests`: prepare the environment with the test tools, then hand over to pytest.

Arguments pass through to pytest. Standard library only; works from any folder, also as
`python3 path/to/tests`.
"""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def main(arguments):
    # Started as a folder, Python would take tests/nn and the like for packages of that name.
    sys.path[:] = [ROOT] + [place for place in sys.path if place != os.path.join(ROOT, "tests")]
    if sys.version_info[:2] < (3, 11):
        from main import too_old

        sys.stderr.write(too_old().replace("main.py", "-m tests"))
        return 1
    from nnstudio.start.suite import run

    return run(ROOT, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
