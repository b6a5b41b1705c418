"""What an export raises when it cannot be made."""


class ExportError(Exception):
    """The export cannot be made. The message is French and says what to do: show it to the person who asked."""
