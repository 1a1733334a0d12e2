"""What a run sends, in which order, drawn when and by whom: decided before anything is sent."""
