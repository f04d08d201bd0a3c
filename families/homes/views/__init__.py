"""Pages of Warm Homes."""
