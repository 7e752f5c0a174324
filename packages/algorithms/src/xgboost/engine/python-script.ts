/**
 * Trains with real XGBoost. Standard input carries one line of JSON and then the arrays that it lists; metric lines
 * go to standard output, and what went wrong to file descriptor 3.
 */
export const PYTHON_SCRIPT = `
import json, os, signal, sys
import numpy as np
import xgboost as xgb

job = json.loads(sys.stdin.buffer.readline())
stopping = []
signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))


def receive(part):
    data = sys.stdin.buffer.read(np.dtype(part["type"]).itemsize * part["length"])
    return np.frombuffer(data, dtype=part["type"])


def matrix(parts):
    from scipy.sparse import csr_matrix
    arrays = {part["name"]: receive(part) for part in parts}
    rows = csr_matrix(
        (arrays["values"], arrays["indices"].astype(np.int64), arrays["offsets"].astype(np.int64)),
        shape=(len(arrays["labels"]), job["columns"]),
    )
    return xgb.DMatrix(rows, label=arrays["labels"], weight=arrays.get("weights"))


def counts(labels, guesses):
    for name in np.union1d(labels, guesses):
        yield name, np.sum((labels == name) & (guesses == name)), np.sum(guesses == name), np.sum(labels == name)


def ratio(part, whole):
    return float(part) / float(whole) if whole else 0.0


def own_metric(name, labels, scores):
    if name == "mse":
        return float(np.mean((labels - scores) ** 2))
    if name == "r2":
        left, total = np.sum((labels - scores) ** 2), np.sum((labels - labels.mean()) ** 2)
        return float(left == 0) if total == 0 else 1.0 - float(left / total)
    guesses = scores.argmax(axis=1) if scores.ndim > 1 else (scores > 0).astype(int)
    classes = list(counts(labels, guesses))
    one = [c for c in classes if c[0] == 1] or [(1, 0, 0, 0)]
    measure = {
        "precision": lambda c: ratio(c[1], c[2]),
        "recall": lambda c: ratio(c[1], c[3]),
        "f1": lambda c: ratio(2 * c[1], c[2] + c[3]),
    }
    if name in ("accuracy", "precision_micro", "recall_micro"):
        return float(np.mean(labels == guesses))
    if name == "balanced_accuracy":
        return float(np.mean([measure["recall"](c) for c in classes if c[3]]))
    if name in ("f1", "f1_macro", "precision_macro", "recall_macro"):
        return float(np.mean([measure[name.split("_")[0]](c) for c in classes]))
    return measure[name.split("_")[0]](one[0])


def own_metrics(_, data):
    # Which scores it is given differs by version; SageMaker's are of margins.
    scores = job["report"].model.predict(data, output_margin=True)
    return [(name, own_metric(name, data.get_label(), scores)) for name in job["own_metrics"]]


class Report(xgb.callback.TrainingCallback):
    # It holds the one that stops early: older versions call several in any order, and only until one says stop.
    def __init__(self, early):
        super().__init__()
        self.early = early

    def before_training(self, model):
        self.model = model
        return self.early.before_training(model) if self.early else model

    def after_training(self, model):
        return self.early.after_training(model) if self.early else model

    def after_iteration(self, model, epoch, evals_log):
        shown = [
            "%s-%s:%.5f" % (data, metric, values[-1][0] if isinstance(values[-1], tuple) else values[-1])
            for data, metrics in evals_log.items()
            for metric, values in metrics.items()
        ]
        print("\\t".join(["[%d]" % epoch] + shown), flush=True)
        enough = self.early.after_iteration(model, epoch, evals_log) if self.early else False
        return enough or bool(stopping)


def train():
    training = matrix(job["training"])
    watched = [(training, "train")]
    if job["validation"]:
        watched.append((matrix(job["validation"]), "validation"))
    early = None
    if job["early_stopping_rounds"]:
        early = xgb.callback.EarlyStopping(
            rounds=job["early_stopping_rounds"],
            metric_name=job["deciding_metric"],
            data_name=watched[-1][1],
            maximize=job["maximize"],
            save_best=True,
        )
    job["report"] = Report(early)
    version = tuple(int(part) for part in xgb.__version__.split(".")[:2])
    extra = {"custom_metric" if version >= (1, 6) else "feval": own_metrics} if job["own_metrics"] else {}
    return xgb.train(
        job["parameters"], training, job["rounds"], evals=watched, callbacks=[job["report"]], verbose_eval=False, **extra
    )


def main():
    try:
        model = train()
        if stopping and not job["save_when_stopped"]:
            return 143
        draft = job["draft"] + ".json"
        for path in (draft, job["model"]):
            os.makedirs(os.path.dirname(path), exist_ok=True)
        model.save_model(draft)
        os.replace(draft, job["model"])
        return 143 if stopping else 0
    except Exception as error:
        said = str(error).strip().split("Stack trace:")[0].strip()
        with os.fdopen(3, "w") as told:
            told.write("%s: %s" % (type(error).__name__, said or "no message"))
        raise


sys.exit(main())
`;
