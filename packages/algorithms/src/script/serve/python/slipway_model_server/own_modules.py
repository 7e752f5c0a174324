"""Modules of this server that only some models need."""

import importlib
import sys


def own_module(name: str, package: str):
    """Leaves no compiled file behind: the folder may be anybody's, and read-only."""
    writes_nothing, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        return importlib.import_module(f".{name}", package)
    finally:
        sys.dont_write_bytecode = writes_nothing
