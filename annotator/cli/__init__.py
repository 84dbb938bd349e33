"""The command line: parse, call workflow, print."""
