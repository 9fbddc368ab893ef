"""Find the periods of an article: which one governs a quantity, and which dates it means."""
