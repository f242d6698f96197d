"""Pictures that our own code draws, with known truth: what the eye learns from."""
