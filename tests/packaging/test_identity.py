"""Menu entry, metadata, file type, icons and versions all speak of the same program."""

import shutil
import struct
import subprocess
from configparser import ConfigParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage

from nnstudio import __version__
from nnstudio.app.association import association
from nnstudio.data.resources import resource
from nnstudio.project import SUFFIX
from tests.packaging.recipes import FOLDER, ROOT, recipe

identity = recipe("identity")
METADATA = FOLDER / "linux" / "nnstudio.metainfo.xml"
DESKTOP = resource("desktop")
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


def test_the_folder_is_no_package_so_that_the_library_of_its_name_is_found() -> None:
    assert not FOLDER.joinpath("__init__.py").exists()
    from packaging.version import Version

    assert Version(__version__) >= Version("0.1")


def test_the_version_is_told_in_one_place() -> None:
    assert identity.version(ROOT) == __version__
    assert len([int(part) for part in __version__.split(".")]) == 3, "as Windows wants it"


def test_the_program_and_its_packages_call_things_alike() -> None:
    assert identity.SUFFIX == SUFFIX
    assert identity.MIME_TYPE == association.MIME_TYPE
    drawings = {association.PROGRAM_ICON, association.FILE_ICON}
    assert set(recipe("icons").DRAWINGS.values()) == drawings
    assert f"{association.FILE_ICON}.ico" in FOLDER.joinpath("nnstudio.spec").read_text("utf-8")


def test_the_menu_entry_opens_our_files_and_has_our_icon() -> None:
    file = ConfigParser(interpolation=None)
    file.optionxform = str  # type: ignore[assignment]
    file.read(DESKTOP / "nnstudio.desktop", encoding="utf-8")
    entry = file["Desktop Entry"]
    assert entry["Name"] == identity.NAME
    assert entry["Icon"] == identity.APP_ICON
    assert entry["Exec"] == f"{identity.COMMAND} %f"
    assert identity.MIME_TYPE in entry["MimeType"].split(";")


def test_the_file_type_has_our_ending_and_icon() -> None:
    kind = ElementTree.parse(DESKTOP / "nnstudio.xml").getroot().find(f"{MIME}mime-type")
    assert kind is not None
    assert kind.get("type") == identity.MIME_TYPE
    assert [glob.get("pattern") for glob in kind.iter(f"{MIME}glob")] == [f"*{SUFFIX}"]
    assert [icon.get("name") for icon in kind.iter(f"{MIME}icon")] == [identity.FILE_ICON]


def test_the_metadata_names_the_entry_and_the_file_type() -> None:
    about = ElementTree.parse(METADATA).getroot()
    assert about.findtext("name") == identity.NAME
    assert about.findtext("summary") == identity.SUMMARY
    assert about.findtext("launchable") == "nnstudio.desktop"
    assert about.findtext("provides/mediatype") == identity.MIME_TYPE
    assert about.findtext("provides/binary") == identity.COMMAND
    assert about.findtext("icon") == identity.APP_ICON
    assert about.findtext("project_license") == "MIT"


def test_macos_knows_our_files() -> None:
    properties = identity.mac_properties(__version__, "6.11.3")
    assert properties["LSMinimumSystemVersion"] == "13.0"
    kinds = [
        kind for one in properties["CFBundleDocumentTypes"] for kind in one["LSItemContentTypes"]
    ]
    declared = properties["UTExportedTypeDeclarations"][0]
    assert kinds == [declared["UTTypeIdentifier"]]
    tags = declared["UTTypeTagSpecification"]
    assert tags["public.filename-extension"] == [SUFFIX.removeprefix(".")]
    assert tags["public.mime-type"] == [identity.MIME_TYPE]


@pytest.mark.parametrize(
    "command",
    [
        ["desktop-file-validate", DESKTOP / "nnstudio.desktop"],
        # Nobody owns a domain for it, so its name is not one turned round.
        ["appstreamcli", "validate", "--no-net", "--override=cid-desktopapp-is-not-rdns=info",
         METADATA],
    ],
    ids=["menu entry", "metadata"],
)  # fmt: skip
def test_the_desktops_own_judges_are_content(command: list[str | Path]) -> None:
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not installed")
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_a_desktop_learns_the_file_type(tmp_path: Path) -> None:
    if shutil.which("update-mime-database") is None:
        pytest.skip("update-mime-database is not installed")
    packages = tmp_path / "packages"
    packages.mkdir()
    shutil.copy(DESKTOP / "nnstudio.xml", packages)
    subprocess.run(["update-mime-database", tmp_path], check=True, capture_output=True)
    assert f"{identity.MIME_TYPE}:*{SUFFIX}" in tmp_path.joinpath("globs2").read_text()


@pytest.fixture(scope="module")
def icons(tmp_path_factory: pytest.TempPathFactory, qapp: object) -> Path:
    """The icons as a build makes them."""
    folder = tmp_path_factory.mktemp("icons")
    recipe("icons").make(folder)
    return folder


def test_icons_are_made_in_every_size(icons: Path) -> None:
    for size in (16, 24, 32, 48, 64, 128, 256, 512):
        for name in (identity.APP_ICON, identity.FILE_ICON):
            image = QImage(str(icons / f"{size}x{size}" / f"{name}.png"))
            assert (image.width(), image.height()) == (size, size)
            colours = {image.pixelColor(x, y).name() for x in range(size) for y in range(size)}
            assert len(colours) > 20


@pytest.mark.parametrize("drawing", ["nnstudio", "nnstudio-project"])
def test_windows_reads_our_icons(icons: Path, drawing: str) -> None:
    data = icons.joinpath(f"{drawing}.ico").read_bytes()
    _, kind, count = struct.unpack_from("<HHH", data)
    assert (kind, count) == (1, 7)
    for number in range(count):
        width, *_, length, at = struct.unpack_from("<BBBBHHII", data, 6 + 16 * number)
        image = QImage.fromData(data[at : at + length], "PNG")
        assert image.width() == (width or 256)


@pytest.mark.parametrize("drawing", ["nnstudio", "nnstudio-project"])
def test_macos_reads_our_icons(icons: Path, drawing: str) -> None:
    data = icons.joinpath(f"{drawing}.icns").read_bytes()
    assert data[:4] == b"icns"
    assert struct.unpack_from(">I", data, 4) == (len(data),)
    at, sizes = 8, []
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at + 4)
        sizes.append(QImage.fromData(data[at + 8 : at + length], "PNG").width())
        at += length
    assert sizes == [16, 32, 64, 128, 256, 512, 1024]
