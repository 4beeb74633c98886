"""Names of files that every system takes."""

# What no system, or not every one, takes in the name of a file.
_FORBIDDEN = '\\/:*?"<>|'


def file_name(words: str, otherwise: str = "List", *, longest: int = 80) -> str:
    """Words, such as a title, as the name of a file, without its ending; at most ``longest`` letters."""
    name = "".join(c if c.isprintable() and c not in _FORBIDDEN else " " for c in words)
    return " ".join(name.split())[:longest].strip(" .") or otherwise
