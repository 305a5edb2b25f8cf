"""The self-test finds a sound program sound, and names what is broken in a broken one."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nnstudio.start.self_test.checks import CHECKS
from nnstudio.start.self_test.report import Report
from nnstudio.start.self_test.supervisor import LIMIT
from nnstudio.start.words import StartError
from tests.start.checkouts import SOURCE, run, variables
from tests.start.installations import Installation, new_installation

LINE = re.compile(r"(ok|failed) +(\S+)  (.+)  \((\d+) ms\)")


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return new_installation(tmp_path / "école 学校")


def test_a_sound_program_is_found_sound_line_by_line(tmp_path):
    report = tmp_path / "report.txt"

    ended = run([sys.executable, SOURCE / "main.py", "--self-test", "--report", report])

    *lines, verdict = ended.stdout.splitlines()
    assert ended.returncode == 0, ended.stdout
    assert [LINE.fullmatch(line).group(1, 2) for line in lines] == [("ok", n) for n in CHECKS]
    assert verdict == f"All {len(CHECKS)} checks are well."
    assert report.read_text(encoding="utf-8") == ended.stdout
    assert ended.stderr == ""


def check(installation: Installation, name: str, **changes: str) -> str:
    """Run one check of a broken program and return what it found."""
    ended = installation.start("--self-test-check", name, **changes)
    answer = json.loads(ended.stdout)
    assert not answer["well"], answer
    assert ended.returncode != 0
    return answer["words"]


def test_a_missing_icon_is_named(installation):
    (installation.root / "resources/icons/play.svg").unlink()

    assert "icons/play.svg" in check(installation, "window")


def test_an_icon_that_shows_nothing_is_named(installation):
    (installation.root / "resources/icons/undo.svg").write_text("<svg", encoding="utf-8")

    assert "undo.svg shows 0 of" in check(installation, "icons")


@pytest.mark.parametrize("name", ["DejaVuSans.ttf", "DejaVuSansMono.ttf"])
def test_a_font_that_was_copied_in_part_is_named(installation, name):
    file = installation.root / "resources/fonts" / name
    file.write_bytes(file.read_bytes()[:9000])

    assert check(installation, "glyphs") == f"{name} cannot be used as a font"


def test_a_missing_folder_of_fonts_is_named(installation):
    shutil.rmtree(installation.root / "resources/fonts")

    assert "fonts/DejaVuSans.ttf" in check(installation, "glyphs")


def test_a_character_that_the_font_lacks_is_named(installation):
    installation.replace("nnstudio/ui/main_window.py", '"NN Studio"', '"NN Studio 𐎀"')

    assert "lacks 1 characters: 𐎀 (U+10380)" in check(installation, "glyphs")


@pytest.mark.parametrize("file", ["iris.csv", "digits.npz", "alice.txt"])
def test_a_missing_data_set_is_named(installation, file):
    (installation.root / "resources/data" / file).unlink()

    assert f"data/{file}" in check(installation, "resources")


def test_a_data_set_that_was_copied_in_part_is_noticed(installation):
    file = installation.root / "resources/data/digits.npz"
    file.write_bytes(file.read_bytes()[:5000])

    assert check(installation, "resources")


def test_an_empty_file_is_named(installation):
    (installation.root / "resources/icons/dark.svg").write_bytes(b"")

    assert "dark.svg is empty" in check(installation, "resources")


def test_a_library_that_cannot_be_loaded_is_named(installation, tmp_path):
    (tmp_path / "msgspec.py").write_text("raise ImportError('DLL load failed')", encoding="utf-8")

    words = check(installation, "platform", PYTHONPATH=str(tmp_path))

    assert "DLL load failed" in words


def test_a_network_that_does_not_learn_is_noticed(installation):
    installation.replace("nnstudio/project/session.py", "self.training.run_epochs(epochs)", "pass")

    assert "XOR after 0 epochs" in check(installation, "learning")


def test_a_run_that_forgets_its_momentum_is_noticed(installation):
    installation.replace("nnstudio/nn/run_state.py", "values[...] = state.memory[name]", "pass")

    assert "others after reopening" in check(installation, "saving")


def test_a_lost_exception_fails_the_check_in_which_it_was_lost(installation):
    installation.replace(
        "nnstudio/ui/self_portrait.py", "    window.show()\n",
        "    window.show()\n    QTimer.singleShot(0, lambda: 1 / 0)\n",
    )  # fmt: skip

    assert check(installation, "window") == "ZeroDivisionError: division by zero"


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("cc") is None,
    reason="puts a wrong product between NumPy and its BLAS, by a compiler and Linux's loader",
)
def test_a_wrong_product_is_noticed(installation, tmp_path):
    source = tmp_path / "wrong.c"
    names = ("scipy_cblas_dgemm64_", "scipy_cblas_sgemm64_", "cblas_dgemm", "cblas_sgemm")
    source.write_text("".join(f"void {name}(void) {{}}\n" for name in names), encoding="utf-8")
    subprocess.run(["cc", "-shared", "-o", tmp_path / "wrong.so", source], check=True)

    words = check(installation, "arithmetic", LD_PRELOAD=str(tmp_path / "wrong.so"))

    assert re.match(r"a product of \d+ × \d+ × \d+ in float\d\d is wrong \(BLAS ", words)


def test_a_blank_picture_or_an_empty_window_is_not_taken_for_the_window(qtbot):
    from PySide6.QtGui import QImage

    from nnstudio.ui.self_portrait import SIZE, judge
    from nnstudio.ui.skeleton import Skeleton
    from nnstudio.ui.theme import DARK

    blank = QImage(*SIZE, QImage.Format.Format_RGB32)
    blank.fill(0x123456)
    skeleton = Skeleton(DARK)
    qtbot.addWidget(skeleton)
    skeleton.resize(*SIZE)

    assert not judge(blank)[0]
    assert not judge(skeleton.grab().toImage())[0]
    assert not judge(QImage())[0]


SUPERVISE = """
from nnstudio.start.self_test import supervisor
checked = supervisor._checked

def limited(name, limit):
    return checked(name, {limit} if name == "resources" else limit)

supervisor._checked = limited
sys.exit(supervisor.run({report!r}, names=("learning", "resources", "signals")))
"""


def supervise(
    installation: Installation, report: Path | None = None, limit: float = LIMIT
) -> list[str]:
    """Run three checks of a program of which the middle one is broken; return its lines.

    That one has `limit` seconds.
    """
    ended = installation.python(SUPERVISE.format(report=report and str(report), limit=limit))
    *_, verdict = lines = ended.stdout.splitlines()
    assert ended.returncode == 1
    assert verdict == "FAILED: 1 of 3 checks (resources)."
    told = [LINE.fullmatch(line) for line in lines]
    found = {line.group(2): line.group(1) for line in told if line}
    assert found == {"learning": "ok", "resources": "failed", "signals": "ok"}
    return lines


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe in a folder")
def test_a_check_that_hangs_is_ended_and_named_with_the_place(installation):
    file = installation.root / "resources/data/alice.txt"
    file.unlink()
    os.mkfifo(file)

    line = supervise(installation, limit=6)[1]

    assert "hung: it did not end within 6 s, at File" in line
    assert "nnstudio/data/text.py" in line


def ends_with(installation: Installation, code: str) -> None:
    """Let the program end whenever it looks for one of its files."""
    looking = "    candidates = [folder.joinpath(*parts) for folder in resource_folders()]\n"
    installation.replace("nnstudio/data/resources.py", looking, f"    {code}\n{looking}")


def test_a_check_that_crashes_is_named_and_the_others_still_run(installation, tmp_path):
    ends_with(installation, "__import__('ctypes').string_at(0)")
    report = tmp_path / "report.txt"

    lines = supervise(installation, report)

    assert re.search(
        r"crashed \((SIGSEGV|0xc0000005)\), at File .*nnstudio/data/resources.py", lines[1]
    )
    assert report.read_text(encoding="utf-8").splitlines() == lines


def test_a_check_that_ends_the_process_without_an_answer_is_named(installation):
    ends_with(installation, "raise SystemExit(0)")

    assert "ended without an answer (exit code 0)" in supervise(installation)[1]


@pytest.mark.skipif(os.name == "nt", reason="closes its output by a shell")
def test_without_any_output_there_is_still_the_report(tmp_path):
    report = tmp_path / "report.txt"
    supervise = SUPERVISE.format(report=str(report), limit=LIMIT)
    code = f"import sys; sys.path.insert(0, sys.argv[1]){supervise}"
    closed = 'exec "$0" -P -c "$1" "$2" >&- 2>&-'

    ended = subprocess.run(["sh", "-c", closed, sys.executable, code, SOURCE], check=False)

    assert ended.returncode == 0
    assert report.read_text(encoding="utf-8").endswith("\nAll 3 checks are well.\n")


def test_a_report_that_cannot_be_written_is_said(tmp_path):
    report = tmp_path / "nowhere" / "report.txt"

    ended = run([sys.executable, SOURCE / "main.py", "--self-test", "--report", report])

    assert ended.returncode == 1
    assert (
        ended.stderr == f"The report cannot be written to {report} (No such file or directory).\n"
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe in a folder")
def test_a_report_into_a_pipe_that_nobody_reads_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(StartError, match="it is a pipe"):
        Report(str(tmp_path / "pipe"))


@pytest.mark.skipif(os.name == "nt", reason="sends Ctrl+C as Unix does")
def test_stopped_by_ctrl_c_it_ends_with_all_that_it_started_and_gives_no_verdict(tmp_path):
    report = tmp_path / "report.txt"
    command = [sys.executable, SOURCE / "main.py", "--self-test", "--report", report]
    with subprocess.Popen(
        command,
        env=variables(),
        stdout=subprocess.PIPE,
        text=True,
        # A suite in the background was told not to hear of Ctrl+C, and hands that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("ok      platform")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)

    assert process.returncode == 130
    assert report.read_text(encoding="utf-8").splitlines()[-1].startswith("ok ")


def test_there_is_no_time_left_for_a_check_after_the_whole(capfd):
    from nnstudio.start.self_test.supervisor import run

    assert run(None, names=("learning",), whole=0) == 1
    assert "failed  learning    not begun" in capfd.readouterr().out
