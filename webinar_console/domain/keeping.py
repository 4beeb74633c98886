"""How long copies of registrants stay on this computer."""

from datetime import timedelta
from enum import Enum


class Keeping(Enum):
    """What a person chooses for an account. Staged edits, imports that wait and journals of jobs stay anyway:
    they are promises.
    """

    ALWAYS = "always"
    MONTH = "30 days"
    NEVER = "never"


#: With :attr:`Keeping.MONTH` a list that was read longer ago goes.
MONTH = timedelta(days=30)
