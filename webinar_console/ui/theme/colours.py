"""The colours of the two schemes, by what they are for.

Contrast is a rule, not a taste: text at least 4.5 : 1, the edges of controls at least 3 : 1, disabled text
4 : 1, on each ground that they appear on (``TEXT_PAIRS``, ``CONTROL_PAIRS``, ``FAINT_PAIRS``; tests compute
them).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """One scheme. Every value is ``#rrggbb``."""

    # Grounds.
    canvas: str  # top bar, side panels
    surface: str  # tables, the session area
    raised: str  # menus, tool tips, dialogs
    field: str  # what can be typed into
    # Ink.
    text: str
    muted: str  # second lines, headers, hints
    faint: str  # disabled text: exempt from 4.5, still 4 wherever it is read
    # Lines.
    hairline: str  # between panes and rows; decoration only
    control: str  # edges of fields, switches, check boxes
    scroll: str  # handles of scroll bars: quiet, because the content itself shows where one is
    # The one accent.
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    # States of rows.
    hover: str
    selection: str
    selection_idle: str  # selected while another pane has the focus
    # Status: ink and soft ground.
    success: str
    success_soft: str
    warning: str
    warning_soft: str
    error: str
    error_soft: str


LIGHT = Colours(
    canvas="#f4f5f7",
    surface="#fcfcfd",
    raised="#fefefe",
    field="#fefefe",
    text="#1e222a",
    muted="#596070",
    faint="#6e7583",
    hairline="#e1e4ea",
    control="#828997",
    scroll="#c2c7d0",
    accent="#3a56d4",
    accent_hover="#2d46b8",
    on_accent="#fdfdff",
    accent_soft="#e8ecfc",
    hover="#eef0f4",
    selection="#dfe5fb",
    selection_idle="#e6e8ee",
    success="#1a7440",
    success_soft="#e3f3e9",
    warning="#855400",
    warning_soft="#fcf0d6",
    error="#b1271f",
    error_soft="#fce9e7",
)

DARK = Colours(
    canvas="#16181d",
    surface="#1c1f25",
    raised="#262a32",
    field="#23262d",
    text="#e4e7ec",
    muted="#a3aab8",
    faint="#868d9b",
    hairline="#2e323b",
    control="#7b8393",
    scroll="#474d5a",
    accent="#86a0ff",
    accent_hover="#9db2ff",
    on_accent="#12151f",
    accent_soft="#28314d",
    hover="#262a32",
    selection="#2d3a63",
    selection_idle="#2f343e",
    success="#6fcf97",
    success_soft="#1e3529",
    warning="#e8b95c",
    warning_soft="#3a2f18",
    error="#f4938a",
    error_soft="#452422",
)

# (ink, ground) pairs that occur in the window.
TEXT_PAIRS = (
    *[(ink, ground) for ink in ("text", "muted") for ground in ("canvas", "surface", "raised", "field")],
    *[("text", ground) for ground in ("hover", "selection", "selection_idle", "accent_soft")],
    *[("muted", ground) for ground in ("hover", "selection", "selection_idle", "accent_soft")],
    *[(ink, ground) for ink in ("accent", "success", "warning", "error") for ground in ("canvas", "surface")],
    *[(ink, f"{ink}_soft") for ink in ("accent", "success", "warning", "error")],
    *[("text", f"{ground}_soft") for ground in ("success", "warning", "error")],
    *[("muted", f"{ground}_soft") for ground in ("success", "warning", "error")],
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
)
CONTROL_PAIRS = (
    *[("control", ground) for ground in ("canvas", "surface", "raised", "field")],
    *[("accent", ground) for ground in ("canvas", "surface", "raised", "selection", "hover")],
)
FAINT_PAIRS = tuple(("faint", ground) for ground in ("canvas", "surface", "raised", "field", "hover"))


def contrast(ink: str, ground: str) -> float:
    """The contrast ratio of WCAG 2.1 between two ``#rrggbb`` colours, 1 to 21."""
    one, other = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (one + 0.05) / (other + 0.05)


def _luminance(colour: str) -> float:
    channels = []
    for start in (1, 3, 5):
        part = int(colour[start : start + 2], 16) / 255
        channels.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
    red, green, blue = channels
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
