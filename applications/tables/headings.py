"""How names of sheets and columns are compared. Without Django: the process that reads a file asks it, too."""

import unicodedata


def folded(heading: str) -> str:
    """Return a heading without what differs when somebody types it: width, case, spaces, and the star of required ones."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(char for char in text if not char.isspace() and char != "*")
