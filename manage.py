#!/usr/bin/env python
"""Runs Django's commands; a fault of configuration is said in one line instead of a traceback."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config.faults import one_line

    try:
        execute_from_command_line(sys.argv)
    except Exception as error:
        message = one_line(error)
        if message is None:
            raise
        sys.exit(message)


if __name__ == "__main__":
    main()
