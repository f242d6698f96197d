"""Training of the eye: from drawn scenes to `models/eye.*`."""
