"""The environment beside main.py, made by real starts of a real checkout."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.start.checkouts import BASE_PYTHON, Checkout, new_checkout, run, variables

CAME_THROUGH = "is not installed in this Python"
"""How far a start gets in these checkouts: into the environment, to the first thing it lacks."""


def came_through(started: "subprocess.CompletedProcess[str]") -> bool:
    return CAME_THROUGH in started.stderr and "Traceback" not in started.stderr


def at_once(started: "subprocess.CompletedProcess[str]") -> bool:
    """Tell whether a start came through and had nothing else to say."""
    return came_through(started) and len(started.stderr.splitlines()) == 1


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """One checkout with its environment made, since making one takes seconds."""
    checkout = new_checkout(tmp_path_factory.mktemp("shared") / "école 学校")
    assert came_through(checkout.start())
    return checkout


@pytest.fixture
def made(shared: Checkout) -> Iterator[Checkout]:
    """A checkout whose environment is made; its files are as before for the next test."""
    changed = [shared.root / "pyproject.toml", shared.root / "nnstudio" / "start" / "entry.py"]
    before = [path.read_bytes() for path in changed]
    assert came_through(shared.start())
    yield shared
    for path, content in zip(changed, before, strict=True):
        path.write_bytes(content)


def test_the_first_start_installs_from_the_wheelhouse_and_says_what_it_does(checkout):
    checkout.wants("wordlist>=1")
    checkout.offers("wordlist")

    started = checkout.start(PIP_INDEX_URL="http://127.0.0.1:9/", PIP_RETRIES="0")

    assert "Making .venv" in started.stderr
    assert "without a network" in started.stderr
    assert "installing wordlist" in started.stderr
    assert came_through(started)
    assert started.stdout == ""
    assert checkout.has("wordlist")


def test_the_next_start_says_nothing_and_changes_nothing(made):
    before = sorted((path, path.stat().st_mtime_ns) for path in made.environment.rglob("*.cfg"))
    stamp = (made.environment / "nnstudio-stamp").read_text(encoding="utf-8")

    started = made.start()

    assert at_once(started)
    assert (made.environment / "nnstudio-stamp").read_text(encoding="utf-8") == stamp
    assert before == sorted(
        (path, path.stat().st_mtime_ns) for path in made.environment.rglob("*.cfg")
    )


def test_the_program_runs_with_the_environments_own_python(made):
    (made.root / "nnstudio" / "start" / "entry.py").write_text(
        "import sys\n\n\ndef main(argv=None):\n    print(sys.prefix, argv)\n    return 7\n",
        encoding="utf-8",
    )

    started = made.start("one", "--two")

    assert started.stdout.strip() == f"{made.environment} ['one', '--two']"
    assert started.returncode == 7


def test_a_new_dependency_is_installed_at_the_next_start(made):
    made.wants("wordlist")
    made.offers("wordlist")

    started = made.start()

    assert "installing wordlist" in started.stderr
    assert "Making .venv" not in started.stderr
    assert made.has("wordlist")


def test_an_edit_of_pyproject_that_names_the_same_dependencies_installs_nothing(made):
    pyproject = made.root / "pyproject.toml"
    pyproject.write_text(pyproject.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")

    assert at_once(made.start())


def test_an_environment_that_was_left_half_made_is_made_anew(checkout):
    checkout.start()
    (checkout.environment / "nnstudio-unfinished").touch()
    remains = checkout.environment / "remains"
    remains.touch()

    started = checkout.start()

    assert "interrupted" in started.stderr
    assert came_through(started)
    assert not remains.exists()
    assert at_once(checkout.start())


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_a_start_that_is_killed_while_it_makes_the_environment_is_recovered_from(checkout):
    with subprocess.Popen(
        [BASE_PYTHON, str(checkout.root / "main.py"), "--headless"],
        env=variables(),
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as killed:
        assert killed.stderr is not None
        while "Making .venv" not in killed.stderr.readline():
            assert killed.poll() is None
        os.killpg(killed.pid, signal.SIGKILL)

    started = checkout.start()

    assert "interrupted" in started.stderr
    assert came_through(started)


def test_an_environment_that_moved_with_its_checkout_is_made_anew(
    checkout: Checkout, tmp_path: Path
):
    checkout.start()
    moved = Checkout(Path(shutil.move(checkout.root, tmp_path / "moved")))

    started = moved.start()

    assert "was made for" in started.stderr
    assert came_through(started)
    assert at_once(moved.start())


def test_an_environment_made_by_another_python_is_made_anew(checkout):
    checkout.start()
    stamp = checkout.environment / "nnstudio-stamp"
    this = "{}.{}".format(*sys.version_info[:2])
    stamp.write_text(
        stamp.read_text(encoding="utf-8").replace(f" {this}", " 3.99"), encoding="utf-8"
    )

    started = checkout.start()

    assert "another Python" in started.stderr
    assert "3.99" in started.stderr
    assert came_through(started)


def test_an_environment_that_somebody_made_by_hand_is_built_upon(checkout):
    run([BASE_PYTHON, "-m", "venv", checkout.environment])
    own = checkout.environment / "own-notes.txt"
    own.write_text("mine", encoding="utf-8")
    checkout.wants("wordlist")
    checkout.offers("wordlist")

    started = checkout.start()

    assert came_through(started)
    assert checkout.has("wordlist")
    assert own.read_text(encoding="utf-8") == "mine"


def test_a_wheelhouse_that_lacks_something_is_named_with_what_it_lacks(checkout):
    checkout.wants("wordlist", "dictionary")
    checkout.offers("wordlist")

    started = checkout.start()

    assert started.returncode == 1
    assert "wheelhouse/ has no dictionary" in started.stderr
    assert "Traceback" not in started.stderr


def test_without_a_network_one_sentence_says_what_to_do_and_the_next_start_goes_on(checkout):
    checkout.wants("wordlist")

    started = checkout.start(
        PIP_INDEX_URL="http://127.0.0.1:9/simple/",
        PIP_CONFIG_FILE=os.devnull,
        PIP_FIND_LINKS="",
        PIP_DEFAULT_TIMEOUT="2",
    )

    assert started.returncode == 1
    assert "could not reach the network" in started.stderr
    assert "wheelhouse" in started.stderr
    assert "Traceback" not in started.stderr

    checkout.offers("wordlist")
    again = checkout.start()

    assert "interrupted" not in again.stderr
    assert "Making .venv" not in again.stderr
    assert came_through(again)


def test_a_pip_that_is_told_to_ask_no_index_is_named_and_not_the_python(checkout):
    checkout.wants("wordlist")

    started = checkout.start(PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull, PIP_FIND_LINKS="")

    assert started.returncode == 1
    assert "PIP_NO_INDEX is set" in started.stderr
    assert "wheelhouse" in started.stderr
    assert "Traceback" not in started.stderr


@pytest.mark.skipif(os.name == "nt", reason="a folder's mode says nothing there")
def test_a_folder_that_cannot_be_written_to_is_named(checkout):
    if os.geteuid() == 0:
        # Nothing is closed to root but what is no folder.
        (checkout.root / ".venv").write_text("a file", encoding="utf-8")
        sentence = "is a file"
    else:
        checkout.root.chmod(0o555)
        sentence = "cannot write to"
    try:
        started = checkout.start()
    finally:
        checkout.root.chmod(0o755)

    assert started.returncode == 1
    assert sentence in started.stderr
    assert "Traceback" not in started.stderr


def test_two_first_starts_at_once_make_one_environment_and_both_come_through(checkout):
    checkout.wants("wordlist")
    checkout.offers("wordlist")
    starts = [
        subprocess.Popen(
            [BASE_PYTHON, str(checkout.root / "main.py"), "--headless"],
            env=variables(),
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for _ in range(2)
    ]

    said = [start.communicate(timeout=300)[1] for start in starts]

    assert sum("Making .venv" in text for text in said) == 1
    assert [text for text in said if CAME_THROUGH not in text] == []
    assert checkout.has("wordlist")


@pytest.mark.skipif(os.name == "nt", reason="making a link there takes rights of its own")
def test_what_a_link_in_its_place_leads_to_is_never_cleared(checkout, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "diary.txt").touch()
    checkout.environment.symlink_to(elsewhere, target_is_directory=True)

    started = checkout.start()

    assert started.returncode == 1
    assert "Remove the link" in started.stderr
    assert (elsewhere / "diary.txt").exists()


@pytest.mark.skipif(os.name == "nt", reason="the system itself keeps a running program there")
def test_an_environment_that_a_running_nn_studio_lives_from_is_never_cleared(checkout):
    checkout.start()
    (checkout.root / "nnstudio" / "start" / "entry.py").write_text(
        "import sys\n\n\ndef main(argv=None):\n"
        "    print('open', flush=True)\n    sys.stdin.read()\n    return 0\n",
        encoding="utf-8",
    )
    with subprocess.Popen(
        [BASE_PYTHON, str(checkout.root / "main.py")],
        env=variables(DISPLAY=":0"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as window:
        assert window.stdin is not None
        assert window.stdout is not None
        assert window.stdout.readline() == "open\n"
        (checkout.environment / "nnstudio-unfinished").touch()

        refused = checkout.start()

        assert refused.returncode == 1
        assert "Close it" in refused.stderr
        assert checkout.python.exists()
        window.stdin.close()
        assert window.wait(timeout=60) == 0

    assert "Making it anew" in checkout.start().stderr


def test_help_version_and_mistakes_are_answered_before_anything_is_made(checkout):
    assert checkout.start("--version").stdout.startswith("NN Studio ")
    assert "--screenshot" in checkout.start("--help").stdout
    mistaken = checkout.start("--epoch", "3")

    assert mistaken.returncode == 2
    assert "Traceback" not in mistaken.stderr
    assert not checkout.environment.exists()


def test_the_suite_adds_its_tools_to_the_same_environment_and_passes_arguments_on(
    checkout: Checkout, tmp_path: Path
):
    told = "import os, sys\nprint(sys.argv[1:], os.getcwd(), os.environ['QT_QPA_PLATFORM'])\n"
    checkout.wants("wordlist", tests=["pytest"])
    checkout.offers("wordlist")
    checkout.offers("pytest", module=told)
    checkout.start()

    (tmp_path / "here").mkdir()
    suite = subprocess.run(
        [BASE_PYTHON, str(checkout.root / "tests"), "-k", "some", "--maxfail=1"],
        cwd=tmp_path / "here",
        env=variables(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert "installing pytest" in suite.stderr
    assert "Making .venv" not in suite.stderr
    assert suite.stdout.strip() == (f"['-k', 'some', '--maxfail=1'] {checkout.root} offscreen")
    assert at_once(checkout.start())


def other_pythons() -> list[str]:
    """The other Pythons of this machine that NN Studio supports."""
    names = [f"python3.{minor}" for minor in range(11, 15) if minor != sys.version_info.minor]
    kept = Path.home().glob(".pyenv/versions/*/bin")
    found = [shutil.which(name, path=str(folder)) for folder in kept for name in names]
    found += [shutil.which(name) for name in names]
    return [
        path for path in found if path and run([path, "-c", "import ensurepip"]).returncode == 0
    ]


def test_another_python_makes_its_own_environment_instead_of_using_a_foreign_one(checkout):
    others = other_pythons()
    if not others:
        pytest.skip("only one Python here")
    checkout.start()

    started = checkout.start(python=others[0])

    assert "another Python" in started.stderr
    assert came_through(started)
