"""Bring article pages home with Scrapy: polite, safe, archived as WARC, resumable. Only the command line imports this room."""
