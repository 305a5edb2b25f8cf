"""The folder in which everything happens: settings, projects, and tables good and bad."""

import shutil
import tempfile
from pathlib import Path
from random import Random

NAMES = ("one", "two words", "três", "vier", "fünf 学校", "six")
"""Few, so that files are overwritten and opened again."""
SUFFIX = ".nnstudio"


class Sandbox:
    """Attributes: `folder`; `settings`, the file of the settings."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self.folder = Path(tempfile.mkdtemp(prefix="nnstudio-soak-"))
        self.settings = self.folder / "settings.ini"
        self._files = self.folder / "files"
        self._files.mkdir()
        for name, text in _good_tables(chance).items():
            (self._files / name).write_text(text, encoding="utf-8")
        for name, content in _bad_tables().items():
            (self._files / name).write_bytes(content)

    def remove(self) -> None:
        """Take it all away."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def place_to_save(self) -> Path:
        """Where to save now; mostly where one can."""
        if self._chance.random() < 0.08:
            return self.folder / "no such folder" / "lost.nnstudio"
        return self._files / (self._chance.choice(NAMES) + SUFFIX)

    def project(self) -> Path | None:
        """A project to open: one that was saved, now and then a damaged one."""
        saved = sorted(self._files.glob(f"*{SUFFIX}"))
        if not saved:
            return None
        path = self._chance.choice(saved)
        if self._chance.random() < 0.15:
            return self._damaged(path)
        return path

    def table(self) -> Path:
        """A table to import, good or bad."""
        return self._chance.choice(sorted(self._files.glob("*.[ct]s[v]*")))

    def _damaged(self, path: Path) -> Path:
        content = bytearray(path.read_bytes())
        if self._chance.random() < 0.5:
            del content[self._chance.randrange(len(content)) :]
        else:
            for _ in range(self._chance.randint(1, 30)):
                content[self._chance.randrange(len(content))] = self._chance.randrange(256)
        damaged = self._files / f"damaged{SUFFIX}"
        damaged.write_bytes(content)
        return damaged


def _good_tables(chance: Random) -> dict[str, str]:
    def rows(count: int, line: str) -> str:
        return "".join(
            line.format(a=chance.gauss(0, 1), b=chance.gauss(3, 2), c=chance.choice("ABC"), n=n)
            for n in range(count)
        )

    wide = ";".join(f"column {n}" for n in range(40)) + "\n"
    wide += "".join(";".join(f"{chance.random():.3f}" for _ in range(40)) + "\n" for _ in range(60))
    return {
        "classes.csv": "length,width,kind\n" + rows(150, "{a:.3f},{b:.3f},{c}\n"),
        "numbers.csv": "x,y,z\n" + rows(300, "{a:.4f},{b:.4f},{n}\n"),
        "german.csv": "a;b;art\n" + rows(80, "{a:.2f};{b:.2f};{c}\n").replace(".", ","),
        "tabs.tsv": "a\tb\tc\n" + rows(50, "{a:.2f}\t{b:.2f}\t{c}\n"),
        "holes.csv": "a,b,c\n" + rows(60, "{a:.2f},,{c}\n") + rows(20, "{a:.2f},{b:.2f},{c}\n"),
        "long.csv": "a,b,c\n" + rows(20_000, "{a:.3f},{b:.3f},{c}\n"),
        "wide.csv": wide,
        "no-header.csv": rows(40, "{a:.2f},{b:.2f},{c}\n"),
    }


def _bad_tables() -> dict[str, bytes]:
    return {
        "empty.csv": b"",
        "binary.csv": bytes(range(256)) * 40,
        "ragged.csv": b"a,b,c\n1,2\n1,2,3,4\n,,\n5\n",
        "header-only.csv": b"a,b,c\n",
        "one-row.csv": b"a,b,c\n1,2,x\n",
        "one-class.csv": b"a,b,c\n" + b"1,2,x\n" * 30,
        "quotes.csv": b'a,b,c\n"1,2,x\n' * 20,
        "latin.csv": "größe,höhe,art\n1,2,süß\n3,4,käse\n".encode("latin-1") * 9,
        "zeros.csv": b"a,b\n" + b"0,0\n" * 50,
        "giants.csv": b"a,b,c\n1e308,-1e308,x\n1e-300,nan,y\ninf,3,z\n" * 9,
    }
