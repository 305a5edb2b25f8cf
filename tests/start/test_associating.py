"""`--associate` in a process of its own."""

import sys
from pathlib import Path

import pytest

from tests.start.checkouts import SOURCE, run

AS_A_BUNDLE = """
import sys
sys.frozen, sys.executable = True, sys.argv[1]
from nnstudio.start.entry import main
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="writes Linux's files")
def test_a_bundle_can_be_associated_and_forgotten_from_the_command_line(tmp_path: Path):
    program = tmp_path / "école 学校" / "nnstudio"
    entry = tmp_path / "data" / "applications" / "nnstudio.desktop"

    def start(*words: str) -> str:
        command = [sys.executable, "-c", AS_A_BUNDLE, program, *words]
        ended = run(command, PYTHONPATH=str(SOURCE), XDG_DATA_HOME=str(tmp_path / "data"))
        assert ended.returncode == 0, ended.stderr
        return ended.stderr

    assert start("--associate").startswith("A double click on a .nnstudio file now opens")
    assert f'Exec="{program}" %f\n' in entry.read_text(encoding="utf-8")
    assert "no longer opens" in start("--forget-association")
    assert not entry.exists()


def test_a_checkout_has_nothing_to_associate():
    code = "import sys; from nnstudio.start.entry import main; sys.exit(main(['--associate']))"
    ended = run([sys.executable, "-c", code], PYTHONPATH=str(SOURCE))

    assert ended.returncode == 1
    assert ended.stderr.startswith("There is nothing to set: ")
    assert ended.stderr.count("\n") == 1
