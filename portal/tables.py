"""Cells of a table that leaves the portal for a spreadsheet."""

from __future__ import annotations

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def defused(cell: object) -> object:
    """Return the cell; a text that a spreadsheet would take for a formula gets an apostrophe before it (ASVS 1.2.10)."""
    if isinstance(cell, int | float) or cell is None:
        return cell
    text = str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(STARTS) else text
