"""The names by which the systems know the program and its files; one place for all of them."""

import re
from pathlib import Path
from typing import Any

NAME = "NN Studio"
COMMAND = "nnstudio"
MIME_TYPE = "application/x-nnstudio"
SUFFIX = ".nnstudio"
APP_ICON = "nnstudio"
FILE_ICON = "application-x-nnstudio"
MAC_IDENTIFIER = "nnstudio.NNStudio"
MAC_FILE_TYPE = "nnstudio.project"
SUMMARY = "Build a neural network by hand and watch it learn"


def version(root: Path) -> str:
    """Return the version that nnstudio/__init__.py declares."""
    text = (root / "nnstudio" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'__version__ = "([^"]+)"', text)
    if found is None:
        raise SystemExit("nnstudio/__init__.py declares no __version__.")
    return found[1]


def mac_properties(version: str, qt: str) -> dict[str, Any]:
    """Return what Info.plist says beside PyInstaller's own: the files that are ours.

    `qt` is the version of Qt, which says from which macOS on the program runs.
    """
    return {
        "CFBundleDisplayName": NAME,
        "CFBundleShortVersionString": version,
        "LSApplicationCategoryType": "public.app-category.education",
        "LSMinimumSystemVersion": "12.0" if qt.startswith("6.8.") else "13.0",
        "NSHighResolutionCapable": True,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": f"{NAME} project",
                "CFBundleTypeRole": "Editor",
                "CFBundleTypeIconFile": "nnstudio-project.icns",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [MAC_FILE_TYPE],
            }
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": MAC_FILE_TYPE,
                "UTTypeDescription": f"{NAME} project",
                "UTTypeIconFile": "nnstudio-project.icns",
                "UTTypeConformsTo": ["public.data", "public.content"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": [SUFFIX.removeprefix(".")],
                    "public.mime-type": [MIME_TYPE],
                },
            }
        ],
    }
