"""Demo records of this app: schools and activities."""
