"""See ``IPython``."""
