"""The review's screen: passive widgets that draw values they are handed, and what turns a review into those values."""
