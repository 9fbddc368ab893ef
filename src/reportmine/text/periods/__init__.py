"""Find time expressions and resolve them to ISO dates where an anchor is known."""
