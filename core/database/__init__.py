"""The second fence: roles, grants and row security on PostgreSQL; safe copies and their return."""
