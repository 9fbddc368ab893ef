"""Find copies and excerpts among texts, and keep in tables what was found."""
