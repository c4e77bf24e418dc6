"""The unit's desk: its people's cases by where they stand, and what a unit does for its people."""
