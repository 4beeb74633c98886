"""The tour, as ``make demo`` runs it without a screen: its figures equal the practice server's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_the_tour_agrees_with_the_practice_server(tmp_path: Path) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    }
    folder = tmp_path / "tour"
    done = subprocess.run(
        [sys.executable, "-m", "webinar_console", "--demo", "--tour-folder", str(folder)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=230,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert "differs" not in done.stdout
    assert "288 rows invited, 12 left out" in done.stdout
    pictures = sorted(folder.glob("*.png"))
    assert len(pictures) >= 12
    for path in pictures:
        image = QImage(str(path))
        shades = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
        assert image.width() >= 1200, path.name
        # Text and colours, not an empty sheet.
        assert len(shades) > 50, path.name
