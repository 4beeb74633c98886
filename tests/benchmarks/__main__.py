"""``python -m tests.benchmarks [--small] [--check] [NAME ...]``: all benchmarks, one after the other."""

import argparse
import importlib
import pkgutil
import sys

from tests import benchmarks
from tests.benchmarks.common import report


def names() -> list[str]:
    """The benchmarks of this package: its modules that say which variants they run."""
    found = []
    for module in pkgutil.iter_modules(benchmarks.__path__):
        if module.name.startswith("_") or module.name == "common":
            continue
        if hasattr(importlib.import_module(f"tests.benchmarks.{module.name}"), "VARIANTS"):
            found.append(module.name)
    return found


def main() -> None:
    """Run them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="one run, few rows: only that they work")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a goal is missed")
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    known = names()
    unknown = sorted(set(options.names) - set(known))
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)} (there are: {', '.join(known)})")
    missed = []
    for name in options.names or known:
        missed += report(f"tests.benchmarks.{name}", small=options.small)
    if missed:
        print(f"\n{len(missed)} goals missed")
    sys.exit(1 if options.check and missed else 0)


if __name__ == "__main__":
    main()
