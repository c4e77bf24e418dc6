"""What can be wrong with something sealed. Each says which key is meant and what to do; none shows what was sealed."""

from __future__ import annotations


class SealingError(Exception):
    """Something sealed cannot be opened, or must not be sealed. Never answered by passing the sealed text on."""


class NotSealed(SealingError):
    """The text does not have the form of something sealed: it was written past the program, or cut short."""

    def __init__(self, purpose: str) -> None:
        super().__init__(
            f"{purpose}: what is stored is not sealed, or was cut short. If it was written by other means than this"
            " program, restore it from a backup; after an upgrade, run `manage.py migrate`."
        )


class ForeignSeal(SealingError):
    """It was sealed for another owner than the one who asks."""

    def __init__(self, purpose: str, *, sealed_for: str, asked_by: str) -> None:
        super().__init__(
            f"{purpose}: this was sealed for {sealed_for} and is asked for by {asked_by}; it stays closed."
        )


class Tampered(SealingError):
    """The key is right and the seal is broken: content, row, purpose or key version were exchanged."""

    def __init__(self, purpose: str, *, key: str) -> None:
        super().__init__(
            f"{purpose}: the seal made with {key} is broken. The stored value was changed, or moved here from another"
            " row or column. Restore it from a backup, and find out who writes to the database."
        )


class UnknownKey(SealingError):
    """The data key it was sealed with is not in the database."""

    def __init__(self, key: str, *, known: str) -> None:
        super().__init__(
            f"This was sealed with {key}, which this database does not have (it has {known}). The tables"
            " sealing_datakey and sealing_platformkey belong to the same backup as the data: restore them together."
        )


class UnknownMasterKey(SealingError):
    """The master key that wrapped a data key is not in IDENTITY_KEYS."""

    def __init__(self, key: str, *, master: str, known: str) -> None:
        super().__init__(
            f"{key} is wrapped by the master key {master}, which is not in IDENTITY_KEYS (there: {known}). Put the old"
            " master key back at the end of IDENTITY_KEYS; take it away only after `manage.py rotate_keys` says that"
            " nothing is wrapped by it any more."
        )
