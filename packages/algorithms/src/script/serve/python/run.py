"""
Starts the model server; with `worker` one of its workers, with `kind MODULE:ATTRIBUTE` it says of which kind an application is.
Needs nothing but Python 3.8.
"""

import sys

# Of this folder nothing is importable but the package: a model's own modules may have any name.
_FOLDER = sys.path.pop(0)
sys.path.append(_FOLDER)
# The folder may be anybody's, and read-only.
_WRITES_NOTHING, sys.dont_write_bytecode = sys.dont_write_bytecode, True

from slipway_model_server.settings import settings_of  # noqa: E402
from slipway_model_server.server import serve  # noqa: E402
from slipway_model_server.worker import work  # noqa: E402
from slipway_model_server.application import kind_of  # noqa: E402

sys.dont_write_bytecode = _WRITES_NOTHING

if __name__ == "__main__":
    if sys.argv[1:2] == ["kind"]:
        print(kind_of(sys.argv[2]))
        sys.exit(0)
    if sys.argv[1:2] == ["worker"]:
        sys.exit(work(settings_of(), int(sys.argv[2])))
    sys.exit(serve(settings_of(), [sys.executable, __file__, "worker"]))
