"""The second fence: roles, grants and row security on PostgreSQL; copies and their return on every database."""
