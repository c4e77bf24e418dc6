"""Reading the picture of a business licence. Importing this loads no engine: the pictures are read in child processes."""

from units.licence.reading import EngineAway, Reading, Unreadable, read_licence

__all__ = ["EngineAway", "Reading", "Unreadable", "read_licence"]
