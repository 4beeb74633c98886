"""A program that ends with something of its own on the clipboard ends well."""

import subprocess
import sys

COPY = """
from PySide6.QtWidgets import QApplication
app = QApplication([])
from webinar_console.ui.registrants import clipboard
clipboard.put([["Ada", "007"]], ["<tr><td>Ada</td></tr>"])
assert "<td>" in app.clipboard().mimeData().html()
print("copied")
"""


def test_copied_cells_do_not_crash_the_end_of_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-c", COPY], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "copied"), done.stderr
