"""Training of the pipeline that is shipped; used by `train_news_pipeline.py` beside it."""
