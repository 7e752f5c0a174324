"""Arrays from and to JSON, CSV and NPY, as SageMaker's inference toolkit reads and writes them."""

import csv
import io
import json
from contextlib import contextmanager

from .contents import CSV, JSON, JSON_LINES, NPY, NPZ


def _numpy():
    try:
        import numpy
    except ImportError:
        return None
    return numpy


def json_text(value) -> str:
    def default(one):
        if hasattr(one, "tolist"):
            return one.tolist()
        return json.JSONEncoder().default(one)

    return json.dumps(value, default=default)


def is_readable(content_type: str) -> bool:
    return content_type in _READERS


def decode(data, content_type: str):
    """An array, or lists where there is no NumPy, of a readable type. What is none of it raises anything."""
    return _READERS[content_type](data)


def encode(value, content_type: str):
    """Raises `KeyError` for another type."""
    return _WRITERS[content_type](value)


def json_lines(data):
    """A value a line."""
    text = data.decode("utf-8") if isinstance(data, bytes) else data
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def csv_rows(text: str):
    """A row a line, each of as many fields."""
    rows = [row for row in csv.reader(io.StringIO(text), strict=True) if row]
    widths = {len(row) for row in rows}
    if len(widths) > 1:
        raise ValueError(f"the rows have {', '.join(map(str, sorted(widths)))} columns")
    return rows


def _array(values):
    numpy = _numpy()
    return values if numpy is None else numpy.array(values)


def _from_csv(text):
    """Numbers where all are numbers, an empty field being none."""
    rows = csv_rows(text)
    try:
        return _array([[float(field) if field.strip() else float("nan") for field in row] for row in rows])
    except ValueError:
        return _array(rows)


def _from_npy(data):
    import numpy

    with _no_more_than_sent():
        # Never a pickle: it would run whatever the client sends.
        return numpy.lib.format.read_array(io.BytesIO(data), allow_pickle=False)


def _from_npz(data):
    import scipy.sparse

    with _no_more_than_sent():
        return scipy.sparse.load_npz(io.BytesIO(data))


@contextmanager
def _no_more_than_sent():
    """An array that there is no memory for is one whose head says that more follows than does."""
    try:
        yield
    except MemoryError as error:
        raise ValueError(str(error)) from None


def _to_csv(value):
    numpy = _numpy()
    stream = io.StringIO()
    if numpy is not None:
        array = numpy.asarray(value)
        numpy.savetxt(stream, array.reshape(1, 1) if array.ndim == 0 else array, delimiter=",", fmt="%s")
    else:
        rows = value if isinstance(value, list) else [value]
        csv.writer(stream, lineterminator="\n").writerows(row if isinstance(row, list) else [row] for row in rows)
    return stream.getvalue()


def _to_npy(value):
    stream = io.BytesIO()
    _numpy().save(stream, value)
    return stream.getvalue()


def _to_lines(value):
    rows = value.tolist() if hasattr(value, "tolist") else value
    return "".join(f"{json_text(row)}\n" for row in (rows if isinstance(rows, list) else [rows]))


_READERS = {
    JSON: lambda text: _array(json.loads(text)),
    JSON_LINES: lambda data: _array(json_lines(data)),
    CSV: _from_csv,
    NPY: _from_npy,
    NPZ: _from_npz,
}
_WRITERS = {JSON: json_text, JSON_LINES: _to_lines, CSV: _to_csv, NPY: _to_npy}
