"""Find the quantities of a text: numbers are scanned, read, judged by what stands around them, and told by their neighbours."""
