"""Show reports as rows, files and pages."""
