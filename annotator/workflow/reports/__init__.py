"""Reports on agreement: what there is to say, as a value, and a module for each kind of file it is written as."""
