"""Forms of the registry. None of them is ever kept as a draft."""
