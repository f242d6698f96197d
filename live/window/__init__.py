"""OpenCV's window and its loop."""
