"""The page about the project's progress: figures, learning curve, suggester, acceptance. It shows and asks only."""
