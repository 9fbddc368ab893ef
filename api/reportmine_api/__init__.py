"""Serve reportmine over HTTP: a FastAPI application and the page that people open."""
