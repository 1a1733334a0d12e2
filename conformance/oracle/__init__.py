"""The oracle: what the documentation allows as an answer. The only place that knows right from wrong."""
