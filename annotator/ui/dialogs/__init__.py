"""Questions to the person: each a window of its own that returns what was chosen and changes nothing itself."""
