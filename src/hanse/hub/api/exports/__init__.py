"""Files of the bulk download: rows of plain values, and writers that keep none of them."""
