"""Errors that a user can mend: their message is one line that says what to do."""


class UserError(Exception):
    """Something the user asked for cannot be done; shown as one line on stderr, exit code 1."""
