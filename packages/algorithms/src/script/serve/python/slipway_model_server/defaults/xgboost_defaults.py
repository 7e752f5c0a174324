"""As SageMaker's XGBoost image has them for code of one's own: a `DMatrix` in."""

from ..contents import CSV, LIBSVM
from . import UnsupportedType, plain_defaults, reading


class Defaults(plain_defaults.Defaults):
    def input_fn(self, data, content_type):
        import xgboost

        if content_type not in (CSV, *LIBSVM):
            raise UnsupportedType(
                f"Content-Type {content_type} is not supported: {CSV} and {LIBSVM[0]} are, or what an input_fn of the code takes",
                415,
            )
        with reading(f"the body is no {content_type}"):
            if content_type == CSV:
                return xgboost.DMatrix(super().input_fn(data, content_type))
            return xgboost.DMatrix(_rows_in(data.decode("utf-8") if isinstance(data, bytes) else data))

    def predict_fn(self, data, model):
        return model.predict(data, validate_features=False)


# A matrix's columns are counted in 32 bits, of which XGBoost would take the lower ones of more.
_MOST_COLUMNS = 2**31 - 1


def _rows_in(text: str):
    """SVM light's lines, labelled or not, as a sparse matrix with columns from zero on."""
    from scipy.sparse import csr_matrix

    values, columns, starts = [], [], [0]
    for line in text.splitlines():
        for word in line.split("#", 1)[0].split():
            column, colon, value = word.partition(":")
            if colon:
                columns.append(_column(int(column)))
                values.append(float(value))
        starts.append(len(columns))
    return csr_matrix((values, columns, starts))


def _column(number: int) -> int:
    if not 0 <= number < _MOST_COLUMNS:
        raise ValueError(f"there is no column {number}")
    return number
