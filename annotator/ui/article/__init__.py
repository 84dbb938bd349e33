"""The article view: an article's text with its spans, drawn in chunks so that its size does not matter."""
