"""Several PDF files as one."""

from __future__ import annotations

import io
from collections.abc import Iterable

import pikepdf


def joined(files: Iterable[bytes]) -> tuple[bytes, int]:
    """Return one PDF with the pages of these one after the other, and how many pages it has."""
    with pikepdf.new() as whole:
        for content in files:
            with pikepdf.open(io.BytesIO(content)) as one:
                whole.pages.extend(one.pages)
        written = io.BytesIO()
        whole.save(written, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return written.getvalue(), len(whole.pages)
