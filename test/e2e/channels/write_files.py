"""Leaves a model of two files, and one of data."""
import os
import pathlib

model = pathlib.Path(os.environ["SM_MODEL_DIR"])
(model / "sub").mkdir()
(model / "sub" / "weights.bin").write_bytes(bytes(1000))
(model / "serve.py").write_text("print(1)\n")
pathlib.Path(os.environ["SM_OUTPUT_DATA_DIR"], "notes.txt").write_text("done\n")
