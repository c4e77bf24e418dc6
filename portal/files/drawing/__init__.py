"""A page of a stored file as a picture of a sensible size: drawn in a child process that may take only so much."""

from portal.files.drawing.drawing import WIDTHS, Drawn, UnableToDraw, draw_page

__all__ = ["WIDTHS", "Drawn", "UnableToDraw", "draw_page"]
