"""A program that ends with something of its own on the clipboard ends well, and leaves what was copied."""

import os
import subprocess
import sys

import pytest

COPY = """
import atexit
from PySide6.QtGui import QGuiApplication

def left():
    content = QGuiApplication.clipboard().mimeData()
    print("left", content.text(), content.html(), flush=True)

# Called after all that the program has to do at its end.
atexit.register(left)
from PySide6.QtWidgets import QApplication
app = QApplication([])
from webinar_console.ui.registrants import clipboard
clipboard.put(["Ada\\t007"], ["<tr><td>Ada</td><td>007</td></tr>"])
assert "<td>" in app.clipboard().mimeData().html()
print("copied", flush=True)
"""


@pytest.mark.parametrize("platform", ["offscreen", "minimal"])
def test_copied_cells_outlast_the_program_and_do_not_crash_its_end(platform: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", COPY],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": platform},
    )
    told = done.stdout.splitlines()
    assert (done.returncode, told[0]) == (0, "copied"), done.stderr
    assert told[1].startswith("left Ada\t007 ")
    assert "<td>Ada</td><td>007</td>" in told[1], "a spreadsheet would make 7 of the text alone"
