"""Benchmarks: ``make bench`` runs them, the test suite never does."""
