"""What is drawn: the frame, the reading, the panels, as one picture."""
