"""Read the tables of an article, drawn or typed: grid, captions, headers, and a draft of every figure."""
