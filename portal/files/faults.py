"""What can be wrong with the place where files lie. All are OSErrors, as Django's storages raise."""


class NoRoom(OSError):
    """The disk is full, or nearly so: nothing was written."""


class StorageAway(OSError):
    """The storage does not answer; whether the file is there is not known."""


class Damaged(OSError):
    """The file is there, and it is not what was stored."""
