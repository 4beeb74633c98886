"""What a build says, and the icons it makes."""

import os
import struct
from pathlib import Path

import app_icon
import entry
import pytest
import sizes
from PySide6.QtGui import QImage


def test_the_windows_icon_holds_all_sizes() -> None:
    icon = app_icon.ico()
    count = struct.unpack_from("<HHH", icon)[2]
    edges = []
    for n in range(count):
        wide, high, *_rest, length, offset = struct.unpack_from("<BBBBHHII", icon, 6 + 16 * n)
        picture = QImage.fromData(icon[offset : offset + length])
        assert (picture.width(), picture.height()) == (wide or 256, high or 256)
        edges.append(picture.width())
    assert edges == [16, 24, 32, 48, 64, 128, 256]


def test_the_macos_icon_is_as_long_as_it_says() -> None:
    icon = app_icon.icns()
    assert icon[:4] == b"icns"
    assert struct.unpack_from(">I", icon, 4)[0] == len(icon)
    at, edges = 8, []
    while at < len(icon):
        length = struct.unpack_from(">I", icon, at + 4)[0]
        edges.append(QImage.fromData(icon[at + 8 : at + length]).width())
        at += length
    assert edges == [32, 64, 128, 256, 512, 1024]


def test_the_icon_is_a_picture() -> None:
    icon = QImage.fromData(app_icon.icns()[16:])
    colours = {icon.pixelColor(x, y).name() for x in range(icon.width()) for y in range(icon.height())}
    assert len(colours) > 2


@pytest.mark.parametrize("theirs", [None, "/opt/theirs"])
def test_children_get_the_library_path_that_was_given(
    monkeypatch: pytest.MonkeyPatch, theirs: str | None
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/bundle/_internal")
    monkeypatch.setenv("_PYI_ARCHIVE_FILE", "/bundle/webinar-console")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    if theirs is not None:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", theirs)
    entry.forget_the_bootloader()
    assert os.environ.get("LD_LIBRARY_PATH") == theirs
    assert not [name for name in os.environ if name.startswith("_PYI_") or name.endswith("_ORIG")]


def test_links_do_not_count_for_the_size(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "large.so").write_bytes(b"x" * 2_000_000)
    (tmp_path / "small.so").write_bytes(b"x" * 500_000)
    (tmp_path / "large.so").symlink_to("lib/large.so")
    assert sizes.sizes_of(tmp_path) == {"lib/large.so": 2_000_000, "small.so": 500_000}
    assert sizes.describe_size(tmp_path).startswith("2.5 MB in 2 files (largest: large.so 2.0, small.so 0.5")
