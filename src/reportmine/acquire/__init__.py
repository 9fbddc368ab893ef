"""Bring bytes home as PageText: decode, find the main text, read files and archives, crawl."""
