"""How a worker process knows that it is one. On its own, because every start of the program asks."""

#: The hidden argument that turns the program into the worker.
FLAG = "--people-file-worker"


def is_worker(arguments: list[str]) -> bool:
    """Whether these command-line arguments (without the program's name) ask for a worker."""
    return arguments[:1] == [FLAG]
