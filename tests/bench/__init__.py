"""`make bench`: how quick a run is, as ratios against baselines measured beside it."""
