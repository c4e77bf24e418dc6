"""What people write, in a table, a file or a box, turned into what the form stores."""

from applications.reading.values import stored_value

__all__ = ["stored_value"]
