"""Work on many reports: batch, copies, store and search."""
