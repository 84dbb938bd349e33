"""P10 and P22 among the others: `suggestions.py`, under the name by which the runner finds benchmarks."""

from suggestions import main

if __name__ == "__main__":
    main()
