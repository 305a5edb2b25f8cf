"""The files that travel with the program: each is opened by the part that uses it."""

from nnstudio.data.resources import resource
from nnstudio.start.self_test.checks import Finding

FOLDERS = ("data", "desktop", "fonts", "icons")


def check() -> Finding:
    """Read every file, and load every built-in data set."""
    from nnstudio.project.examples import EXAMPLES
    from nnstudio.project.material import prepare

    files = [path for folder in FOLDERS for path in resource(folder).rglob("*") if path.is_file()]
    size = 0
    for path in files:
        content = path.read_bytes()
        if not content:
            return Finding(False, f"{path} is empty")
        size += len(content)
    sets = {}
    for name, example in EXAMPLES.items():
        dataset = prepare(example.project.data).dataset
        if dataset.samples == 0:
            return Finding(False, f"the data of the example {name} is empty")
        sets[dataset.title] = dataset.samples
    words = f"{len(files):,} files, {size:,} bytes, in {resource('data').parent}; "
    return Finding(True, words + f"{len(EXAMPLES)} examples with {len(sets)} sets of data")
