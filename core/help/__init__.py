"""帮助: one page for each role."""
