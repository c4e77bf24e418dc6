"""What an uploaded file really is: looked at in a child process, so that a hostile one can take nothing but its own life."""

from portal.files.inspection.inspecting import Clean, UnusableFile, Wanted, inspect

__all__ = ["Clean", "UnusableFile", "Wanted", "inspect"]
