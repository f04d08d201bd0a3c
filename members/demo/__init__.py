"""Demo members and volunteers: invented people, the same at every load."""
