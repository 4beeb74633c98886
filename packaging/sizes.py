"""How large a frozen program is."""

from pathlib import Path

_LARGEST = 5


def sizes_of(bundle: Path) -> dict[str, int]:
    """Bytes of each file of a bundle, by its path below it; symbolic links do not count."""
    files = (path for path in bundle.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(bundle).as_posix(): path.stat().st_size for path in files}


def describe_size(bundle: Path) -> str:
    """How large a bundle is and what is largest in it, in millions of bytes."""
    sizes = sizes_of(bundle)
    largest = sorted(sizes, key=lambda name: sizes[name], reverse=True)[:_LARGEST]
    named = ", ".join(f"{Path(name).name} {sizes[name] / 1e6:.1f}" for name in largest)
    return f"{sum(sizes.values()) / 1e6:.1f} MB in {len(sizes)} files (largest: {named})"
