"""A sample in words: its number, its share, and what the data says about it."""

from PySide6.QtCore import QCoreApplication, QLocale

from nnstudio.app.locale import grouped
from nnstudio.project.material import Material
from nnstudio.ui.panels.sample_art import SampleArt
from nnstudio.ui.widgets.numbers import decimal


def share_words(material: Material, index: int) -> str:
    """Whether a sample is learned from or kept aside."""
    tr = QCoreApplication.translate
    if index in material.validation:
        return tr("SamplePreview", "validation")
    return tr("SamplePreview", "training")


def target_words(art: SampleArt, index: int) -> str:
    """What the data says about a sample: a class, values, or a symbol at each position."""
    dataset, target = art.dataset, art.dataset.targets[index]
    if dataset.per_position:
        return "".join(art.symbols(target))
    if dataset.class_names:
        return dataset.class_names[int(target)]
    return ", ".join(decimal(float(value), QLocale(), 3) for value in target)


def sample_words(material: Material, art: SampleArt, index: int) -> str:
    """Such as “Sample 12 · training · ring”, or “… · next: e” of a text."""
    tr = QCoreApplication.translate
    parts = [
        tr("SamplePreview", "Sample {number}").format(number=grouped(index + 1)),
        share_words(material, index),
    ]
    if art.look == "text":
        symbol = art.dataset.symbols[int(art.dataset.targets[index, -1])]
        parts.append(tr("SamplePreview", "next: {symbol}").format(symbol=symbol))
    else:
        parts.append(target_words(art, index))
    return " · ".join(parts)
