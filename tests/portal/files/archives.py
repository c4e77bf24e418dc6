"""Small office documents, as far as their list of parts goes."""

import io
import zipfile


def office_file(*parts: str, size: int = 10) -> bytes:
    """Return an archive with these parts and the list of types that every office document has."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", *parts):
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), b"0" * size, zipfile.ZIP_DEFLATED)
    return held.getvalue()
