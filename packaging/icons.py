"""Makes the icons of every system from the drawings in resources/icons/app.

Run by build.py with the build's own Python:  python packaging/icons.py FOLDER
"""

import os
import struct
import sys
from pathlib import Path

from identity import APP_ICON, FILE_ICON

ROOT = Path(__file__).resolve().parent.parent
DRAWINGS = {APP_ICON: "nnstudio", FILE_ICON: "nnstudio-project"}
SIZES = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
LARGEST_IN_ICO = 256
KINDS_OF_ICNS = {16: b"icp4", 32: b"icp5", 64: b"icp6", 128: b"ic07", 256: b"ic08", 512: b"ic09",
                 1024: b"ic10"}  # fmt: skip


def make(folder: Path) -> None:
    """Write PNGs in all sizes, an .ico and an .icns of each drawing into `folder`."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication.instance() or QGuiApplication([])
    for name, drawing in DRAWINGS.items():
        pictures = paint(ROOT / "resources" / "icons" / "app" / f"{drawing}.svg")
        for size, png in pictures.items():
            file = folder / f"{size}x{size}" / f"{name}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(png)
        (folder / f"{drawing}.ico").write_bytes(ico(pictures))
        (folder / f"{drawing}.icns").write_bytes(icns(pictures))
    del application


def paint(drawing: Path) -> dict[int, bytes]:
    """Return a drawing as PNG in every size."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(str(drawing))
    if not renderer.isValid():
        raise SystemExit(f"{drawing} is no drawing that Qt can read.")
    pictures = {}
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")
        pictures[size] = bytes(data.data())
    return pictures


def ico(pictures: dict[int, bytes]) -> bytes:
    """Return Windows' container: a directory, then the PNGs as they are."""
    chosen = [(size, png) for size, png in pictures.items() if size <= LARGEST_IN_ICO]
    at = 6 + 16 * len(chosen)
    head = [struct.pack("<HHH", 0, 1, len(chosen))]
    for size, png in chosen:
        # A side of 256 is written as 0.
        head.append(struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(png), at))
        at += len(png)
    return b"".join([*head, *(png for _, png in chosen)])


def icns(pictures: dict[int, bytes]) -> bytes:
    """Return macOS' container: a length, then every PNG under the name of its size."""
    parts = [
        kind + struct.pack(">I", 8 + len(pictures[size])) + pictures[size]
        for size, kind in KINDS_OF_ICNS.items()
    ]
    body = b"".join(parts)
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


if __name__ == "__main__":
    make(Path(sys.argv[1]))
