"""A frame of paper to its reading: the eye, the ink of its marks, and who is believed."""
