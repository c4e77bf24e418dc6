"""From the frozen content of a certificate to its PDF."""

from certificates.rendering.page import CertificateFault, render_pdf

__all__ = ["CertificateFault", "render_pdf"]
