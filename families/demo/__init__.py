"""Special families of the demo: invented people, numbers that nobody bears."""
