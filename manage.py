#!/usr/bin/env python
"""Runs Django's commands; a fault of configuration is said in one line instead of a traceback."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from config.env import ConfigurationError

    try:
        execute_from_command_line(sys.argv)
    except ConfigurationError as error:
        sys.exit(f"Configuration : {error}")
    except OperationalError as error:
        detail = str(error).strip().splitlines()[0]
        sys.exit(f"Base de données injoignable : vérifiez DATABASE_URL et que le serveur répond ({detail}).")


if __name__ == "__main__":
    main()
