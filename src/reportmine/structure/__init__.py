"""Cut a page into articles and articles into sections, keeping every offset."""
