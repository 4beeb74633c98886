"""Names as they are compared."""

import unicodedata


def name_key(text: str | None) -> str:
    """A name without what keyboards, systems and servers change on the way.

    Letter case, outer and repeated spaces do not count, nor does whether an accented letter is one character
    or two (Macs write two). No source says which of these RingCentral keeps.
    """
    return " ".join(unicodedata.normalize("NFC", text or "").casefold().split())
