"""Showing one protected field of one record to one person who says why (security.md C6)."""
