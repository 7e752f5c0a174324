"""A scikit-learn model in a file of joblib or pickle, with no code at all."""

import io
import json
import os
import warnings

from ..contents import CSV, JSON, JSON_LINES, asked_types
from ..defaults import UnsupportedType, reading
from ..defaults.plain_defaults import Defaults
from ..encoding import csv_rows, json_lines
from ..reply import text_reply
from ..results import reply_of


def load(settings):
    path = os.path.join(settings.model_dir, settings.entry)
    model = _read(path)
    if not hasattr(model, "predict"):
        raise TypeError(
            f"{settings.entry} holds a {type(model).__name__}, which has no method predict; "
            "an inference.py with model_fn says how it is used"
        )
    _warm(model)
    return JoblibForm(settings, model)


def _read(path: str):
    try:
        import joblib
    except ImportError:
        if path.endswith(".joblib"):
            raise
        import pickle

        with open(path, "rb") as file:
            return pickle.load(file)
    return joblib.load(path)


def _warm(model) -> None:
    """The first prediction of a process loads libraries; a model that takes no row of zeros is none the worse for it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            model.predict([[0.0] * model.n_features_in_])
        except Exception:
            pass


class JoblibForm:
    def __init__(self, settings, model):
        self._settings = settings
        self._model = model
        self._defaults = Defaults()
        names = getattr(model, "feature_names_in_", None)
        self._names = None if names is None else [str(name) for name in names]
        self.facts = {"says": f"{type(model).__name__} of {settings.entry}"}

    def answer(self, head, body):
        content_type, accept = asked_types(head["headers"], self._settings.default_accept)
        try:
            rows = self._rows(body, content_type)
            try:
                prediction = self._model.predict(rows)
            except (ValueError, KeyError, TypeError, OverflowError) as error:
                raise UnsupportedType(f"the model does not take this: {error}", 400) from error
            result = self._defaults.output_fn(prediction, accept)
        except UnsupportedType as error:
            return text_reply(error.status, str(error))
        return reply_of(result, JSON, None)

    def _rows(self, body, content_type):
        with reading(f"the body is no {content_type}"):
            if content_type == JSON:
                return self._rows_of(json.loads(body))
            if content_type == JSON_LINES:
                return self._rows_of(json_lines(body))
            if content_type == CSV:
                return self._from_csv(body.decode("utf-8", "replace"))
            return self._defaults.input_fn(body, content_type)

    def _rows_of(self, value):
        """Rows as lists, or as objects by the names of columns; also below `instances`, or split as pandas splits a table."""
        if isinstance(value, dict):
            for name in ("instances", "inputs", "dataframe_records"):
                if name in value:
                    value = value[name]
                    break
            else:
                split = value.get("dataframe_split")
                if isinstance(split, dict):
                    return self._table(split.get("data", []), split.get("columns"))
                value = [value]
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return self._table(value, self._names)
        return self._table(value, None)

    def _from_csv(self, text):
        """A first line of column names is taken as such where the model knows names."""
        header = [name.strip() for name in next(iter(csv_rows(text)), [])]
        if self._names is not None and set(header) >= set(self._names):
            pandas = _pandas()
            if pandas is not None:
                return pandas.read_csv(io.StringIO(text), header=0, names=header)[self._names]
            text = text.lstrip().partition("\n")[2]
        return self._table(self._defaults.input_fn(text, CSV).tolist(), None)

    def _table(self, rows, columns):
        """With names where the model was trained with names, as an array where it was not."""
        import numpy

        pandas = _pandas() if self._names is not None or columns is not None else None
        with reading("these are not the model's columns"):
            if pandas is None:
                if columns is not None and rows and isinstance(rows[0], dict):
                    rows = [[row[name] for name in columns] for row in rows]
                array = numpy.array(rows)
                return array.reshape(1, -1) if array.ndim == 1 and array.size else array
            if rows and not isinstance(rows[0], (list, dict)):
                rows = [rows]
            if rows and isinstance(rows[0], dict):
                table = pandas.DataFrame(rows)
                return table[self._names] if self._names is not None else table
            return pandas.DataFrame(rows, columns=columns or self._names)


def _pandas():
    try:
        import pandas
    except ImportError:
        return None
    return pandas

