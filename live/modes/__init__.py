"""The three ways to write for the window: paper, air and mouse."""
