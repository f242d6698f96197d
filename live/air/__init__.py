"""A hand before the camera as a pen."""
