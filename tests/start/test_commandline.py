"""The command line says what it takes, and refuses in a sentence what it does not."""

import subprocess
import sys

import pytest

from nnstudio import __version__
from nnstudio.project.specs import MAX_SEED
from nnstudio.start.commandline import LARGEST_SEED, Request, parse


def test_without_words_a_window_is_asked_for():
    assert parse([]) == Request()
    assert parse([]).window


def test_a_project_can_be_named_with_or_without_its_option():
    assert parse(["my.nnstudio"]).project == "my.nnstudio"
    assert parse(["--project", "my.nnstudio"]) == parse(["my.nnstudio"])


def test_a_picture_with_everything_said():
    words = "--screenshot a.png --example xor --epochs 20 --theme dark --size 1440x900"

    assert parse(words.split()) == Request(
        screenshot="a.png", example="xor", epochs=20, theme="dark", size=(1440, 900)
    )


def test_a_self_test_may_write_a_report():
    request = parse(["--self-test", "--report", "a.txt"])

    assert request == Request(self_test=True, report="a.txt")
    assert not request.window


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--epochs -1 --headless", "'-1' is not a whole number"),
        ("--epochs many --headless", "'many' is not a whole number"),
        ("--epochs 3", "--epochs goes with --headless or --screenshot"),
        ("--seed 3", "--seed goes with --headless"),
        ("--headless --seed 4294967296", "above the largest seed"),
        ("--json", "--json goes with --headless"),
        ("--headless --theme dark", "--theme goes with"),
        ("--size 10x10", "--size goes with --screenshot"),
        ("--screenshot a.png --size 10", "'10' is not a size"),
        ("--screenshot a.png --size 0x10", "'0x10' is out of range"),
        ("--screenshot a.png --size 10x99999", "'10x99999' is out of range"),
        ("--screenshot a.gif", "'a.gif' does not end in .png"),
        ("--screenshot a.png --headless", "choose one"),
        ("--project a --example xor", "choose one"),
        ("a.nnstudio --project b.nnstudio", "either FILE or --project FILE"),
        ("--report a.txt", "--report goes with --self-test"),
        ("--self-test a.nnstudio", "--self-test goes alone"),
        ("--self-test --headless", "--self-test goes alone"),
        ("--self-test --screenshot a.png", "--self-test goes alone"),
        ("--self-test --theme dark", "--self-test goes alone"),
        ("--theme pink", "'pink'"),
        ("--nonsense", "--nonsense"),
    ],
)
def test_a_mistake_is_named_in_one_line_with_where_to_look(capsys, words, said):
    with pytest.raises(SystemExit) as end:
        parse(words.split())

    line = capsys.readouterr().err
    assert end.value.code == 2
    assert said in line
    assert line.endswith("--help\n")
    assert line.count("\n") == 1


def test_every_seed_that_a_project_takes_can_be_typed():
    assert LARGEST_SEED == MAX_SEED
    assert parse(["--headless", "--seed", str(MAX_SEED)]).seed == MAX_SEED


def test_version_and_help_need_neither_numpy_nor_qt():
    for word in ("--version", "--help"):
        asked = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "nnstudio", word],
            capture_output=True,
            encoding="utf-8",
            check=True,
        )

        assert __version__ in asked.stdout or "--headless" in asked.stdout
        assert "nnstudio.start.commandline" in asked.stderr
        for heavy in ("numpy", "PySide6", "msgspec", "pathlib"):
            assert f" {heavy}\n" not in asked.stderr.replace("\r", "")
