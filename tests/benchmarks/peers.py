"""The same training in PyTorch and in scikit-learn, each as one who knows it writes it.

PyTorch and scikit-learn are imported here alone; `missing()` says how to install them.
"""

from importlib.util import find_spec
from warnings import catch_warnings, simplefilter

import numpy as np

from nnstudio.nn.columns import to_columns
from tests.benchmarks.tasks import Program, Task

NEEDED = {"torch": "PyTorch", "sklearn": "scikit-learn"}


def missing() -> str:
    """A sentence that says which peers are not installed, and what to do; empty if none."""
    absent = [name for module, name in NEEDED.items() if find_spec(module) is None]
    if not absent:
        return ""
    return (
        f"{' and '.join(absent)} cannot be compared with: not installed. "
        "`pip install -e '.[peers]'` installs both."
    )


def peers(task: Task) -> list[type[Program]]:
    """The programs of those peers that are installed, for this task."""
    found: list[type[Program]] = []
    if find_spec("torch") is not None:
        found.append(TorchFused if task.classes else Torch)
    if find_spec("sklearn") is not None:
        found.append(ScikitLearn)
    return found


def versions() -> str:
    """The versions that were compared with."""
    from importlib.metadata import version

    distributions = {"torch": "torch", "sklearn": "scikit-learn"}
    return ", ".join(
        f"{name} {version(distributions[module])}"
        for module, name in NEEDED.items()
        if find_spec(module) is not None
    )


class Torch:
    """PyTorch, eager, one thread: no DataLoader, samples indexed by the epoch's permutation."""

    name = "PyTorch, eager"
    fused = False

    def __init__(self, task: Task) -> None:
        import torch

        torch.set_num_threads(1)
        self.task = task
        self.X = torch.from_numpy(task.samples)
        self.Y = torch.from_numpy(task.targets.argmax(axis=1) if task.classes else task.targets)
        self.order = np.arange(len(task.samples))
        self.generator = task.generator()
        modules: list[torch.nn.Module] = []
        for W, b in task.start():
            linear = torch.nn.Linear(W.shape[1], W.shape[0], dtype=self.X.dtype)
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(W))
                linear.bias.copy_(torch.from_numpy(b))
            modules += [linear, torch.nn.ReLU() if task.classes else torch.nn.Tanh()]
        self.model = torch.nn.Sequential(*modules[:-1])
        weights = self.model.parameters()
        rate = task.learning_rate
        if task.classes:
            self.criterion: torch.nn.Module = torch.nn.CrossEntropyLoss()
            self.optimiser: torch.optim.Optimizer = torch.optim.Adam(
                weights, rate, fused=self.fused
            )
        else:
            self.criterion = torch.nn.MSELoss()
            self.optimiser = torch.optim.SGD(weights, rate, fused=self.fused)

    def train(self) -> None:
        import torch

        model, criterion, optimiser = self.model, self.criterion, self.optimiser
        for _ in range(self.task.epochs):
            self.generator.shuffle(self.order)
            order = torch.from_numpy(self.order)
            batches_of_X = self.X[order].split(self.task.batch_size)
            batches_of_Y = self.Y[order].split(self.task.batch_size)
            for X, Y in zip(batches_of_X, batches_of_Y, strict=True):
                optimiser.zero_grad(set_to_none=True)
                criterion(model(X), Y).backward()
                optimiser.step()

    def loss(self) -> float:
        import torch

        with torch.no_grad():
            return float(self.criterion(self.model(self.X), self.Y))


class TorchFused(Torch):
    """PyTorch with the optimiser in one kernel, its fastest."""

    name = "PyTorch, eager, fused optimiser"
    fused = True


class ScikitLearn:
    """scikit-learn's multi-layer perceptron by its `fit`, from our start.

    It draws its own order of the samples; the squared error is halved there, so the rate doubles.
    """

    name = "scikit-learn, fit"

    def __init__(self, task: Task) -> None:
        from sklearn.neural_network import MLPClassifier, MLPRegressor

        self.task = task
        self.targets = task.targets.argmax(axis=1) if task.classes else task.targets.ravel()
        kind = MLPClassifier if task.classes else MLPRegressor
        self.model = kind(
            hidden_layer_sizes=tuple(task.sizes[1:-1]),
            activation="relu" if task.classes else "tanh",
            solver="adam" if task.classes else "sgd",
            alpha=0.0,
            momentum=0.0,
            nesterovs_momentum=False,
            batch_size=task.batch_size,
            learning_rate_init=task.learning_rate * (1.0 if task.classes else 2.0),
            max_iter=task.epochs,
            tol=0.0,
            n_iter_no_change=10**9,
            early_stopping=False,
            random_state=1,
            warm_start=True,
        )
        # `fit` goes on from the weights that are there: one epoch makes them, then ours come in.
        self.model.set_params(max_iter=1)
        self._fit()
        self.model.set_params(max_iter=task.epochs)
        start = task.start()
        self.model.coefs_ = [np.ascontiguousarray(W.T) for W, _ in start]
        self.model.intercepts_ = [b.copy() for _, b in start]

    def _fit(self) -> None:
        with catch_warnings():
            simplefilter("ignore")
            self.model.fit(self.task.samples, self.targets)

    def train(self) -> None:
        self._fit()

    def loss(self) -> float:
        network = self.task.network()
        for layer, W, b in zip(
            network.layers, self.model.coefs_, self.model.intercepts_, strict=True
        ):
            layer.W[...] = W.T
            layer.b[...] = b
        run = network.pass_for(len(self.task.samples))
        run.infer(to_columns(self.task.samples, network.dtype))
        return run.value(self.task.targets.T)
