"""Settings in memory."""

from typing import Any


class Settings:
    """Kept values, in memory."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    async def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    async def set(self, name: str, value: Any) -> None:
        self.values[name] = value
