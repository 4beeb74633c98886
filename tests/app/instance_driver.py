"""The program as it is started, telling when it listens, is brought to the front, and has a window.

``python -m tests.app.instance_driver [options of the program]``
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from webinar_console.app import instance, program, start
from webinar_console.app.options import parse


class TellingDoor(instance.Door):
    async def _listen(self) -> None:
        tell, self.is_open.set = self.is_open.set, self._tell  # type: ignore[method-assign]
        self._really = tell
        await super()._listen()

    def _tell(self) -> None:
        self._really()
        print("listens", flush=True)


class TellingProgram(program.Program):
    def show(self) -> None:
        super().show()
        print("window", flush=True)

    def to_front(self, files: Sequence[Path] = ()) -> bool:
        came = super().to_front(files)
        print("front" if came else "ending", flush=True)
        return came


def main() -> int:
    start.Door, start.Program = TellingDoor, TellingProgram  # type: ignore[misc]
    return start.start(parse(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
