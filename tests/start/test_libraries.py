"""Missing libraries of the system: all named at once, with the one command."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nnstudio.start import apt
from nnstudio.start.libraries import PACKAGES, missing, prepare_qt, require
from nnstudio.start.words import StartError

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")


def test_nothing_is_missing_where_qt_runs(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")

    prepare_qt()


def test_a_library_that_does_not_exist_is_named_in_a_sentence():
    with pytest.raises(StartError, match=r"libnowhere\.so\.7, which is missing"):
        require(["libc.so.6", "libnowhere.so.7"])


def test_one_of_several_that_loads_is_enough():
    require(["libc.so.6"], ["libnowhere.so.7", "libm.so.6"])


@pytest.mark.skipif(shutil.which("cc") is None, reason="no compiler here")
def test_everything_that_a_library_lacks_is_named_at_once(tmp_path: Path, monkeypatch):
    source = tmp_path / "empty.c"
    source.write_text("", encoding="utf-8")
    build = ["cc", "-shared", "-Wl,--no-as-needed", "-o"]
    lacking = ("libEGL.so.1", "libnowhere.so.7")
    # Stand-ins are linked against and taken away; named so that this machine has none of them.
    stand_ins = [tmp_path / name.replace(".so", "-absent.so") for name in lacking]
    for path in stand_ins:
        subprocess.run([*build, path, source, f"-Wl,-soname,{path.name}"], check=True)
    plugin = tmp_path / "plugin.so"
    subprocess.run([*build, plugin, source, *stand_ins], check=True)
    for path in stand_ins:
        path.unlink()

    assert missing([str(plugin)]) == sorted(path.name for path in stand_ins)

    # A system with a loader but without apt-get, whoever runs this.
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "ldd").symlink_to(shutil.which("ldd") or "")
    monkeypatch.setenv("PATH", str(tools))
    with pytest.raises(StartError, match=r"libEGL-absent.*, libnowhere-absent.*package manager"):
        require([str(plugin)])


@pytest.mark.skipif(
    not apt.available() or not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="takes root's rights away, on a system with apt-get",
)
def test_a_person_without_root_reads_the_command_that_mends_it(monkeypatch):
    monkeypatch.setitem(PACKAGES, "libnowhere.so.7", "libnowhere7")
    os.seteuid(65534)
    try:
        with pytest.raises(StartError, match=r"sudo apt-get install -y .* libnowhere7$"):
            require(["libnowhere.so.7"])
    finally:
        os.seteuid(0)


def test_the_command_for_a_person_is_one_line():
    assert apt.command(["libegl1", "libgl1"]) == (
        "sudo apt-get install -y --no-install-recommends libegl1 libgl1"
    )
