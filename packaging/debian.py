"""The Debian package: the bundle for everyone on a computer, with its place in the menu."""

import platform
import re
import shutil
import subprocess
from pathlib import Path

import identity
from budget import on_disk

PLACE = "usr/lib/nnstudio"
DEPENDS = "libgl1, libegl1"
"""Beside libc6, what the bundle leaves to the system: the graphics driver's own."""

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def package(root: Path, bundle: Path, work: Path, target: Path) -> Path:
    """Make the .deb of a bundle in `target` and return it."""
    tree = work / "debian"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(bundle, tree / PLACE, symlinks=True)
    share = tree / "usr" / "share"
    desktop = root / "resources" / "desktop"
    for source, place in {
        desktop / "nnstudio.desktop": "applications/nnstudio.desktop",
        root / "packaging" / "linux" / "nnstudio.metainfo.xml": "metainfo/nnstudio.metainfo.xml",
        desktop / "nnstudio.xml": "mime/packages/nnstudio.xml",
        **icons(root, work),
    }.items():
        file = share / place
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, file)
    notice = share / "doc" / "nnstudio" / "copyright"
    notice.parent.mkdir(parents=True)
    notice.write_text(
        (root / "LICENSE").read_text(encoding="utf-8") + f"\nThe licences of everything that came "
        f"along are in /{PLACE}/_internal/resources/licences\nand in the program's About window.\n",
        encoding="utf-8",
    )
    command = tree / "usr" / "bin" / identity.COMMAND
    command.parent.mkdir(parents=True)
    command.symlink_to(Path("..", "lib", "nnstudio", "nnstudio"))
    _settle_rights(tree)
    version = identity.version(root)
    architecture = ARCHITECTURES[platform.machine()]
    control = tree / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(
        f"""Package: {identity.COMMAND}
Version: {version}
Architecture: {architecture}
Maintainer: The NN Studio authors
Section: education
Priority: optional
Installed-Size: {on_disk(tree) // 1024}
Depends: libc6 (>= {newest_glibc(bundle)}), {DEPENDS}
Recommends: libwayland-cursor0
Description: {identity.SUMMARY}
 Drag layers onto a canvas, press play, and see every neuron answer while it
 learns. Click a neuron or a wire to read its arithmetic with the numbers of
 this very step. Works without a network connection.
""",
        encoding="utf-8",
    )
    file = target / f"{identity.COMMAND}_{version}_{architecture}.deb"
    command_line = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", tree, file]
    subprocess.run(command_line, check=True, stdout=subprocess.DEVNULL)
    return file


def icons(root: Path, work: Path) -> dict[Path, str]:
    """Return the icons for the desktop, and their places below share/."""
    found = {}
    for folder, name, drawing in (
        ("apps", identity.APP_ICON, "nnstudio"),
        ("mimetypes", identity.FILE_ICON, "nnstudio-project"),
    ):
        source = root / "resources" / "icons" / "app" / f"{drawing}.svg"
        found[source] = f"icons/hicolor/scalable/{folder}/{name}.svg"
        for size in (16, 24, 32, 48, 64, 128, 256, 512):
            source = work / "icons" / f"{size}x{size}" / f"{name}.png"
            found[source] = f"icons/hicolor/{size}x{size}/{folder}/{name}.png"
    return found


def newest_glibc(bundle: Path) -> str:
    """Return the newest version of the C library that a file of the bundle asks for."""
    newest = 0
    for file in bundle.rglob("*"):
        if file.is_file() and not file.is_symlink():
            data = file.read_bytes()
            if data.startswith(b"\x7fELF"):
                minors = re.findall(rb"\0GLIBC_2\.(\d+)(?=[.\0])", data)
                newest = max([newest, *map(int, minors)])
    return f"2.{newest}"


def _settle_rights(tree: Path) -> None:
    for file in tree.rglob("*"):
        if not file.is_symlink():
            runs = file.is_dir() or file.stat().st_mode & 0o100
            file.chmod(0o755 if runs else 0o644)
