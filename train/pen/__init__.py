"""Training of the pen reader: from strokes to `models/pen.*`."""
