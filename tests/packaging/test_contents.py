"""What a bundle holds: all that the program uses, and nothing that could reach a network."""

import ast
import json
import os
import pkgutil
import re
import sys
from importlib import import_module
from pathlib import Path

import pytest

from nnstudio.nn import layers
from nnstudio.nn.activations import ACTIVATIONS
from nnstudio.nn.layers.layer import Layer
from nnstudio.nn.optimisers import OPTIMISERS
from tests.packaging.recipes import FOLDER, ROOT, recipe

contents, checks, budget = recipe("contents"), recipe("checks"), recipe("budget")


def test_nothing_of_ours_imports_what_is_left_out() -> None:
    left_out = set(contents.EXCLUDES)
    for module in contents.own_modules(ROOT):
        path = ROOT.joinpath(*module.split("."))
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        wanted = set(_imports(ast.parse(file.read_text(encoding="utf-8"))))
        assert not wanted & left_out, module


def _imports(tree: ast.AST) -> list[str]:
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{name.name}" for name in node.names)]
    return [
        ".".join(name.split(".")[:length])
        for name in names
        for length in range(1, name.count(".") + 2)
    ]


def test_every_way_of_writing_letters_is_kept() -> None:
    # Windows in China, Japan or Korea opens files and consoles with one of these.
    for name in ("gbk", "gb18030", "cp932", "shift_jis", "euc_kr", "cp949", "big5", "iso2022_jp"):
        modules = {f"encodings.{name}", "_codecs_cn", "_codecs_jp", "_codecs_kr", "_codecs_tw"}
        assert not modules & set(contents.EXCLUDES), name


def test_what_could_reach_a_network_is_left_out() -> None:
    assert set(contents.FORBIDDEN) <= set(contents.EXCLUDES)
    assert {"ssl", "PySide6.QtNetwork"} <= set(contents.FORBIDDEN)


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqwayland.so", True),
        ("PySide6/Qt/plugins/platforms/libqwayland-generic.so", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/lib/libQt6Network.so.6", False),
        ("PySide6/Qt6Network.dll", False),
        ("PySide6/Qt/lib/QtNetwork.framework/Versions/A/QtNetwork", False),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("PySide6/QtOpenGL.abi3.so", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/opengl32sw.dll", False),
        ("resources/source/nnstudio/nn/network.py", True),
        ("resources/data/iris.csv", True),
        ("numpy/_core/tests/data/numbers.csv", False),
    ],
)
def test_files_are_chosen_by_their_place(place: str, wanted: bool) -> None:
    assert contents.wanted(place) is wanted


def test_no_file_of_ours_is_left_out() -> None:
    for file in ROOT.joinpath("resources").rglob("*"):
        assert contents.wanted(file.relative_to(ROOT).as_posix()), file


def test_every_module_that_the_code_page_can_show_is_shipped_as_source() -> None:
    kinds = [*_layers(), *ACTIVATIONS.values(), *OPTIMISERS.values()]
    assert len(kinds) > 30
    for kind in kinds:
        for owner in kind.__mro__[:-1]:
            if owner.__module__.startswith("nnstudio"):
                assert owner.__module__.startswith("nnstudio.nn."), owner
    assert '(ROOT / "nnstudio" / "nn").rglob("*.py")' in _spec()


def _layers() -> list[type]:
    for module in pkgutil.iter_modules(layers.__path__, layers.__name__ + "."):
        import_module(module.name)
    waiting: list[type] = [Layer]
    found = []
    while waiting:
        kind = waiting.pop()
        if kind.__module__.startswith("nnstudio.nn."):  # others no network can have
            found.append(kind)
        waiting += kind.__subclasses__()
    return found


def test_the_recipe_is_one_folder_and_strips_nothing_but_pythons_own() -> None:
    compile(_spec(), "nnstudio.spec", "exec")
    assert "COLLECT(" in _spec()
    assert "exclude_binaries=True" in _spec()
    assert not re.search(r"\bstrip=", _spec()), "it would destroy NumPy's BLAS"
    linux = sys.platform.startswith("linux")
    assert contents.of_python_itself("python3.11/lib-dynload/math.cpython-311.so") is linux
    assert contents.of_python_itself("libpython3.11.so.1.0") is linux
    assert not contents.of_python_itself("numpy.libs/libscipy_openblas64_-32a4b2a6.so")


def _spec() -> str:
    return FOLDER.joinpath("nnstudio.spec").read_text(encoding="utf-8")


def test_a_missing_library_of_the_window_fails_the_build() -> None:
    line = "WARNING: Library not found: could not resolve '{}', dependency of '/x/{}'."
    serious = line.format("libxcb-cursor.so.0", "plugins/platforms/libqxcb.so")
    harmless = line.format("libgtk-3.so.0", "plugins/platformthemes/libqgtk3.so")
    assert checks.lacking(f"INFO: Building\n{serious}\n{harmless}\n") == [serious]


@pytest.mark.parametrize(
    "name",
    ["libssl.so.3", "libcrypto.so.3", "_ssl.cpython-311-x86_64-linux-gnu.so", "libQt6Network.so.6",
     "Qt6Network.dll", "QtNetwork.abi3.so", "libqopensslbackend.so", "libssl-3-x64.dll"],
)  # fmt: skip
def test_a_library_for_networks_fails_the_build(tmp_path: Path, name: str) -> None:
    tmp_path.joinpath("_internal").mkdir()
    tmp_path.joinpath("_internal", "network.py").touch()
    assert checks.network_files(tmp_path) == []
    tmp_path.joinpath("_internal", name).touch()
    assert len(checks.network_files(tmp_path)) == 1


def test_a_module_for_networks_fails_the_build() -> None:
    table = "('/PYZ.pyz',\n [('__future__', '/x', 'PYMODULE'),\n  ('ssl', '/x', 'PYMODULE')])"
    assert checks.forbidden_modules(table) == ["The module ssl is inside."]
    assert checks.forbidden_modules(table.replace("'ssl'", "'sslike'")) == []


@pytest.mark.skipif(os.name == "nt", reason="there a link needs rights that nobody has")
def test_a_link_that_leads_nowhere_fails_the_build(tmp_path: Path) -> None:
    tmp_path.joinpath("here").touch()
    tmp_path.joinpath("well").symlink_to("here")
    assert checks.dangling(tmp_path) == []
    tmp_path.joinpath("lost").symlink_to("there")
    assert len(checks.dangling(tmp_path)) == 1


def test_growth_by_more_than_three_per_cent_fails_the_build(tmp_path: Path) -> None:
    file = tmp_path / "budget.json"
    file.write_text(json.dumps({budget.SYSTEM: {"disk": 1_000_000, "compressed": 500_000}}))
    assert "+2.9 %" in budget.hold({"disk": 1_029_000, "compressed": 500_000}, file)
    assert "-50.0 %" in budget.hold({"disk": 500_000}, file)
    with pytest.raises(SystemExit, match="disk is 1,031,000 bytes"):
        budget.hold({"disk": 1_031_000, "compressed": 500_000}, file)
    with pytest.raises(SystemExit, match="compressed"):
        budget.hold({"disk": 1_000_000, "compressed": 516_000}, file)


def test_a_system_without_a_budget_is_told_how_to_begin_one(tmp_path: Path) -> None:
    file = tmp_path / "budget.json"
    file.write_text("{}")
    assert '"disk": 7' in budget.hold({"disk": 7}, file)


def test_what_was_promised_holds_whatever_the_budget_says(tmp_path: Path) -> None:
    limits = json.loads(FOLDER.joinpath("budget.json").read_text(encoding="utf-8"))
    assert limits["linux"]["disk"] <= budget.MOST["linux"]["disk"] == 175_000_000
    assert limits["linux"]["compressed"] <= budget.MOST["linux"]["compressed"] == 46_000_000


def test_sizes_are_added_up_once(tmp_path: Path) -> None:
    tmp_path.joinpath("folder").mkdir()
    tmp_path.joinpath("folder", "a").write_bytes(b"1234")
    tmp_path.joinpath("b").write_bytes(b"123")
    if os.name != "nt":
        tmp_path.joinpath("link").symlink_to("b")
    assert budget.on_disk(tmp_path) == 7
