"""Names of files that every system takes."""

# What no system, or not every one, takes in the name of a file.
_FORBIDDEN = '\\/:*?"<>|'


def file_name(words: str, otherwise: str = "List", *, longest: int = 80, size: int = 180) -> str:
    """Words, such as a title, as the name of a file, without its ending: at most ``longest`` letters and
    ``size`` bytes. A disk takes 255 bytes, with whatever stands before and after the title.
    """
    name = "".join(c if c.isprintable() and c not in _FORBIDDEN else " " for c in words)
    return cut_to(size, " ".join(name.split())[:longest]).strip(" .") or otherwise


def cut_to(size: int, text: str) -> str:
    """The letters of a text that fit wholly into ``size`` bytes."""
    return text.encode(errors="replace")[:size].decode(errors="ignore")
