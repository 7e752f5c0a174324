import type { CatalogueEntry } from "../entry.ts";

const userError = { http: 400, reason: "BadRequest", aws: "ValidationException" } as const;

/** SLIP-XGB and SLIP-SCRIPT: what the built-in algorithms say when a job cannot go on. */
export const algorithms = {
  "SLIP-XGB-001": {
    title: "A hyperparameter is unknown",
    why: "XGBoost has no hyperparameter of that name, or not in the version that the job's image names, so it would have no effect.",
    remedy:
      "Correct its spelling or remove it, or name an image that takes it; the names are those of SageMaker's XGBoost algorithm (docs/guides/train.md).",
    ...userError,
  },
  "SLIP-XGB-002": {
    title: "A hyperparameter's value does not work",
    why: "A value is missing, of the wrong type, out of its range, not for the version that the job's image names, or does not go with another one.",
    remedy: "Correct the hyperparameter that the message names.",
    ...userError,
  },
  "SLIP-XGB-003": {
    title: "A hyperparameter is not supported",
    why: "The engine that would train cannot do what it asks for, and nothing is ever ignored silently.",
    remedy:
      "Remove or change it; where the message says so, make real XGBoost importable (`pip install xgboost` in a Python on the PATH).",
    ...userError,
  },
  "SLIP-XGB-004": {
    title: "A channel has no data",
    why: "The channel is not among the job's inputs, or its files hold no rows with features.",
    remedy:
      "Give the job a channel named train (and optionally validation) whose S3 prefix holds the data files.",
    ...userError,
  },
  "SLIP-XGB-005": {
    title: "A channel's content type is not supported",
    why: "The algorithm reads libsvm (text/libsvm, text/x-libsvm) and CSV (text/csv), the latter in Pipe mode, too.",
    remedy: "Convert the data, or correct the channel's contentType to what the files hold.",
    ...userError,
  },
  "SLIP-XGB-006": {
    title: "A line of the data cannot be read",
    why: "The line is not what its channel's content type promises.",
    remedy:
      "Correct that line of that file, or the channel's contentType; CSV has the label first and no header. Query groups (qid:) are read by no engine here: remove them from all lines where the objective does not rank.",
    ...userError,
  },
  "SLIP-XGB-007": {
    title: "A label does not fit the objective",
    why: "Each objective allows certain labels only, for instance 0 to num_class - 1 for multi:softmax.",
    remedy: "Correct the labels, or choose the objective that goes with them.",
    ...userError,
  },
  "SLIP-XGB-008": {
    title: "The model cannot be read",
    why: "The model folder holds no model, or one that is in none of the formats that XGBoost from 1.0 on saves; pickles of Python are not loaded.",
    remedy:
      "Save it from Python with booster.save_model('xgboost-model.json') and pack that file into model.tar.gz.",
    ...userError,
  },
  "SLIP-XGB-009": {
    title: "Real XGBoost failed",
    why: "The Python interpreter that runs XGBoost ended with an error.",
    remedy:
      "The job's log has the interpreter's output; SLIPWAY_XGBOOST_ENGINE=slipway in the job's environment uses the built-in engine instead.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-XGB-010": {
    title: "The engine that was asked for is not there",
    why: "SLIPWAY_XGBOOST_ENGINE names an engine that does not exist, or asks for real XGBoost and no Python on this machine can import it.",
    remedy: "Install it (`pip install xgboost`), or set SLIPWAY_XGBOOST_ENGINE to auto or slipway.",
    ...userError,
  },
  "SLIP-XGB-011": {
    title: "The data is too large for the built-in engine",
    why: "It holds all rows in memory, and there is no room for so many of so many columns.",
    remedy: "Use fewer rows, or make real XGBoost importable in a Python on this machine.",
    ...userError,
  },
  "SLIP-XGB-012": {
    title: "A request cannot be scored",
    why: "Its body is not what its Content-Type says, or its rows do not have the model's features.",
    remedy:
      "Send rows without label as text/csv or text/libsvm, with the features that the model was trained on.",
    ...userError,
  },
  "SLIP-XGB-013": {
    title: "The model needs what is not supported",
    why: "The model is whole, but its trees, objective or booster ask for what the scorer cannot do.",
    remedy:
      "Train it without that, or serve it from an image of your own that holds XGBoost (docs/guides/own-container.md).",
    ...userError,
  },
  "SLIP-SCRIPT-001": {
    title: "The program to run is not there",
    why: "The source archive does not hold the file that the job is to run.",
    remedy: "Put a train.py into the folder, or name the program with the hyperparameter sagemaker_program.",
    ...userError,
  },
  "SLIP-SCRIPT-002": {
    title: "No Python interpreter was found",
    why: "There is no python3 that the job could run its code with, or none of a version that the code asks for.",
    remedy:
      "Install such a Python so that it is on the PATH (`uv python install VERSION`, pyenv, a package), or set VIRTUAL_ENV to an environment of it; or correct requires-python in pyproject.toml or .python-version.",
    ...userError,
  },
  "SLIP-SCRIPT-003": {
    title: "The packages could not be installed",
    why: "Building the environment from requirements.txt, pyproject.toml or uv.lock failed.",
    remedy: "The job's log has the installer's output; correct the file that the message names.",
    ...userError,
  },
  "SLIP-SCRIPT-004": {
    title: "The code names /opt/ml, which this machine cannot give it",
    why: "Without bubblewrap a job's folders lie elsewhere, so a path that starts with /opt/ml would miss them.",
    remedy:
      "Use the SM_ variables (SM_MODEL_DIR, SM_CHANNEL_TRAIN, ...), which hold everywhere, or install bubblewrap (Linux).",
    ...userError,
  },
  "SLIP-SCRIPT-006": {
    title: "The program failed",
    why: "It ended with an exit code other than 0 and left no failure file.",
    remedy: "The job's log has its whole output.",
    ...userError,
  },
  "SLIP-SCRIPT-007": {
    title: "The framework of the job's image is not on this machine",
    why: "An image of AWS's holds the framework; here the program runs with a Python of this machine, or of the base image, which lacks it.",
    remedy:
      "Install the framework for that Python, or name it in the requirements.txt beside the program; in a cluster give a base image that has it (annotation slipway.dev/base-image).",
    ...userError,
  },
  "SLIP-SCRIPT-008": {
    title: "A launcher of distributed training is not there",
    why: "The job asks for its program to be started by a parameter server, by SageMaker's own libraries (smdistributed), or by an mpirun that is not there. Script mode starts programs by themselves, by torchrun on any number of instances, and by mpirun on one.",
    remedy:
      "Use `distribution={'torch_distributed': {'enabled': True}}`, or leave it out: the program then runs once on each instance, and finds the others in SM_HOSTS.",
    ...userError,
  },
  "SLIP-SERVE-001": {
    title: "It is not said how the model is served",
    why: "Neither the model's files nor its code are of a kind that is served, or they could be meant in more than one way.",
    remedy:
      "Put an inference.py with model_fn beside the code or into the model's folder as code/inference.py, or name what serves with `slipway deploy --serve` (docs/guides/serve.md).",
    ...userError,
  },
  "SLIP-SERVE-002": {
    title: "The program that serves the model is not there",
    why: "SAGEMAKER_PROGRAM names a file that neither the model's archive (below code/) nor the archive of its code holds.",
    remedy: "Correct the name, or put the file there.",
    ...userError,
  },
  "SLIP-SERVE-003": {
    title: "What the model is read by is not installed",
    why: "The Python that serves the model cannot import what its format or its application needs.",
    remedy:
      "Install it for that Python, or name it in a requirements.txt beside the code; in a cluster a base image may have it (annotation slipway.dev/base-image).",
    ...userError,
  },
  "SLIP-SERVE-004": {
    title: "The application cannot be served",
    why: "MODULE:ATTRIBUTE cannot be imported from the code's folder, or is no WSGI or ASGI application.",
    remedy: "Name one that can be, as gunicorn and uvicorn take it: `slipway deploy --serve app:app`.",
    ...userError,
  },
} as const satisfies Record<string, CatalogueEntry>;
