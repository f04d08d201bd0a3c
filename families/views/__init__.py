"""Pages of the registry of special families; all of them need the family right."""
