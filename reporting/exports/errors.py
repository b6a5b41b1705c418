"""What an export says: why it cannot be made, or what it left out."""

from collections.abc import Callable

# Takes a line in French.
Tell = Callable[[str], object]


def tell_nobody(line: str) -> None:
    """For those who only want the file."""


class ExportError(Exception):
    """The export cannot be made. The message is French and says what to do: show it to the person who asked."""
