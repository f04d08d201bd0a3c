"""Forms of the activity pages."""
