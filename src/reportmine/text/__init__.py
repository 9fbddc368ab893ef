"""Read strings: offsets, tokens, numerals, quantities, periods and the lexicons; pure functions, no files but lexicons/."""
