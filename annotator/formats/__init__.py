"""Reading and writing labelled articles as files, one module per format. Knows no store and no window."""
