"""Reaches the scripts in packaging/, which find each other by lying in one folder."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "packaging"


def recipe(name: str) -> ModuleType:
    """Import one of the scripts, as running build.py would."""
    sys.path.insert(0, str(FOLDER))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(FOLDER))
