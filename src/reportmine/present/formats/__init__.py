"""Write tables in file formats, batch by batch, so that memory does not grow with them."""
