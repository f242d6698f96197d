"""What a pen writes: strokes, their ink, and which of them are a digit together."""
