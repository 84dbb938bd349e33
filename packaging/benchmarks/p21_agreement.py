"""P21 among the others: `agreement.py`, under the name by which the runner finds benchmarks."""

from agreement import main

if __name__ == "__main__":
    main()
