"""Offer reportmine to spaCy: factories for sections, indicators, themes and labels, found through entry points."""
