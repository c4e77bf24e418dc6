"""The demonstration: invented people and units, and cases at every stage, made by the real services at set times."""
