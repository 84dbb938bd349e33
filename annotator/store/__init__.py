"""SQLite project files: the schema, the decision log and the queries. The only place that knows SQL."""
