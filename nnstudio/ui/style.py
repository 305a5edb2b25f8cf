"""The application's style sheet, made of a theme. Widgets choose a look by a property."""

from nnstudio.ui.theme import Theme
from nnstudio.ui.widgets.margins import mirrored

SHEET = """
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: 5px 7px; }}
QMainWindow, QDialog {{ background: {window}; }}
QMenuBar {{ background: {panel}; padding: 2px 6px; }}
QMenuBar::item {{ padding: 5px 10px; border-radius: 5px; background: transparent; }}
QMenuBar::item:selected {{ background: {hover}; }}
QMenu {{ background: {raised}; border: 1px solid {line}; padding: 5px; }}
QMenu::item {{ padding: 5px 22px; padding-{end}: 26px; border-radius: 4px; }}
QMenu::item:selected {{ background: {accent}; color: {on_accent}; }}
QMenu::item:disabled {{ color: {muted}; background: transparent; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 5px 8px; }}
QMenu::indicator {{ {start}: 5px; }}

QFrame[card="true"] {{ background: {panel}; border: 1px solid {line}; border-radius: 8px; }}
QFrame[bar="true"] {{ background: {panel}; border: none; border-bottom: 1px solid {line}; }}
QLabel {{ background: transparent; }}
QLabel[role="title"] {{ font-size: 10.5pt; font-weight: 600; }}
QLabel[role="caption"] {{ color: {muted}; font-size: 7.5pt; font-weight: 600; }}
QLabel[role="muted"] {{ color: {muted}; font-size: 8.5pt; }}
QLabel[role="warning"] {{ color: {warning}; font-size: 8.5pt; }}
QLabel[role="number"] {{ font-family: "DejaVu Sans Mono"; }}

QPushButton, QComboBox, QLineEdit {{
    background: {raised}; border: 1px solid {line}; border-radius: 6px; padding: 4px 9px;
    min-height: 17px; selection-background-color: {accent}; selection-color: {on_accent};
}}
QPushButton:hover, QComboBox:hover {{ background: {hover}; }}
QPushButton:focus, QComboBox:focus, QLineEdit:focus, QToolButton:focus {{
    border: 1px solid {accent};
}}
QPushButton:disabled, QComboBox:disabled, QLineEdit:disabled {{ color: {muted}; }}
QPushButton[kind="primary"] {{
    background: {accent}; color: {on_accent}; border: 1px solid {accent};
}}
QPushButton[kind="primary"]:hover {{ background: {accent_hover}; }}
QPushButton[kind="primary"]:focus {{ border: 1px solid {text}; }}
QPushButton[kind="primary"]:disabled {{
    background: {hover}; border-color: {line}; color: {muted};
}}
QComboBox {{ padding-{end}: 20px; }}
QComboBox::drop-down {{ border: none; width: 18px; }}
QComboBox::down-arrow {{ image: url("{arrow}"); width: 9px; height: 9px; }}
QComboBox QAbstractItemView {{
    background: {raised}; border: 1px solid {line}; outline: none; padding: 3px;
    selection-background-color: {accent}; selection-color: {on_accent};
}}
QToolButton {{
    background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px 7px;
}}
QToolButton:hover {{ background: {hover}; }}
QToolButton[kind="chip"] {{
    background: {raised}; border: 1px solid {line}; border-radius: 11px; padding: 3px 9px;
    color: {muted};
}}
QToolButton[kind="chip"]:hover {{ color: {text}; }}
QToolButton[kind="chip"]:checked {{
    background: {accent}; color: {on_accent}; border-color: {accent};
}}
QToolButton[kind="chip"]:focus {{ border: 1px solid {text}; }}
QToolButton[kind="link"] {{ color: {accent}; padding: 2px 4px; }}

QSlider {{ min-height: 20px; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {line}; }}
QSlider::{filled}-page:horizontal {{ height: 4px; border-radius: 2px; background: {accent}; }}
QSlider::handle:horizontal {{
    width: 12px; height: 12px; margin: -5px 0; border-radius: 7px; background: {panel};
    border: 2px solid {accent};
}}
QSlider::handle:horizontal:focus {{ background: {accent}; }}
QSlider::{filled}-page:horizontal:disabled {{ background: {line}; }}
QSlider::handle:horizontal:disabled {{ border-color: {line}; }}

QCheckBox {{ spacing: 6px; background: transparent; }}
QCheckBox::indicator {{
    width: 13px; height: 13px; border: 1px solid {muted}; border-radius: 4px; background: {raised};
}}
QCheckBox::indicator:hover {{ border-color: {accent}; }}
QCheckBox::indicator:checked {{
    border-color: {accent}; background: {accent}; image: url("{tick}");
}}
QCheckBox:focus {{ color: {accent}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 9px; margin: 1px; }}
QScrollBar:horizontal {{ background: transparent; height: 9px; margin: 1px; }}
QScrollBar::handle {{ background: {line}; border-radius: 3px; min-height: 24px; min-width: 24px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: transparent; }}
QSplitter::handle:hover {{ background: {line}; }}

QTableView {{
    background: {panel}; border: none; gridline-color: {line};
    alternate-background-color: {stripe};
}}
QHeaderView::section {{
    background: {panel}; color: {muted}; border: none; border-bottom: 1px solid {line};
    padding: 4px 8px; font-size: 8.5pt;
}}
QTableCornerButton::section {{ background: {panel}; border: none; }}
"""


def style_sheet(theme: Theme, arrow: str, tick: str) -> str:
    """The style sheet of a theme; `arrow` and `tick` are paths of pictures: list and check."""
    dark = theme.name == "dark"
    turned = mirrored()
    return SHEET.format(
        window=theme.window,
        panel=theme.panel,
        raised=theme.raised,
        line=theme.line,
        text=theme.text,
        muted=theme.muted,
        accent=theme.accent,
        on_accent=theme.on_accent,
        warning=theme.warning,
        hover="#2d343f" if dark else "#eef2f8",
        stripe="#20262e" if dark else "#f7f9fc",
        accent_hover="#86b4ff" if dark else "#1a63d4",
        # A style sheet knows left and right only.
        start="right" if turned else "left",
        end="left" if turned else "right",
        filled="add" if turned else "sub",
        arrow=arrow,
        tick=tick,
    )
