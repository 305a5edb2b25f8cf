"""How large the bundle may be: a budget for each system, held by every build."""

import json
import sys
from pathlib import Path

GROWTH = 1.03
SYSTEM = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")
MOST = {"linux": {"disk": 175_000_000, "compressed": 46_000_000}}
"""What was promised, whatever the budget says."""


def on_disk(folder: Path) -> int:
    """Return the bytes of all files in a folder, each counted once, links not followed."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file()
               and not file.is_symlink())  # fmt: skip


def hold(sizes: dict[str, int], file: Path) -> str:
    """Return a sentence about the sizes; end the build if one is too large."""
    budget = json.loads(file.read_text(encoding="utf-8")).get(SYSTEM)
    if budget is None:
        return f"There is no budget for {SYSTEM} yet. To begin one: {json.dumps({SYSTEM: sizes})}"
    for name, size in sizes.items():
        most = min(GROWTH * budget[name], MOST.get(SYSTEM, {}).get(name, float("inf")))
        if size > most:
            raise SystemExit(
                f"The bundle has grown: {name} is {size:,} bytes, and at the most {most:,.0f} "
                f"are allowed. If the growth is meant, write it into {file.name}."
            )
    return "Within the budget: " + ", ".join(
        f"{name} {100 * size / budget[name] - 100:+.1f} %" for name, size in sizes.items()
    )
