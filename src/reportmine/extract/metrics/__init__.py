"""Say what each quantity measures, and in which direction it changes."""
