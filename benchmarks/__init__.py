"""Measure the digit reader from outside: run `python -m live read` in a checkout and score what it prints.

Nothing here imports the program, so that any version of it can be measured by the same code.
"""
