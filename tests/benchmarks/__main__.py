"""python -m tests.benchmarks [names]: run the benchmarks, or those named; print Markdown."""

import argparse
from importlib import import_module

from tests.benchmarks.rows import as_markdown, machine

BENCHMARKS = {
    "core": "steps and samples per second of the core, beside PyTorch and scikit-learn",
    "five_networks": "convolution, recurrence, LSTM and attention, beside PyTorch",
    "window": "how the window answers while the core trains flat out, and what that costs the core",
    "start": "how soon after a start the window is painted and ready",
}
"""Every benchmark: a module here of that name, whose measure() gives groups of rows."""


def main() -> None:
    listing = "\n".join(f"  {name:10} {what}" for name, what in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=f"Measure how fast NN Studio is:\n{listing}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which to run; all, if none")
    names = parser.parse_args().names or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are: {', '.join(BENCHMARKS)}")
    print(f"# Benchmarks\n\n{machine()}\n", flush=True)
    for name in names:
        for group in import_module(f"tests.benchmarks.{name}").measure():
            print(as_markdown(group), flush=True)


if __name__ == "__main__":
    main()
