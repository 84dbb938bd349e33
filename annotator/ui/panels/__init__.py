"""The panels around the article; each is one module and one line in `PANELS`."""
