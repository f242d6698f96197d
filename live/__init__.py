"""Reads handwritten digits from a camera, a picture or a pen, in an OpenCV window."""
