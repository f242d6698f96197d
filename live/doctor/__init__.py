"""`python -m live doctor`: what the program needs on this machine, and what to do where it is not there."""
