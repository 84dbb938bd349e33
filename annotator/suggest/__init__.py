"""Finding spans in texts: rules, gazetteers and, later, pipelines. The only place that knows spaCy; knows no store."""
